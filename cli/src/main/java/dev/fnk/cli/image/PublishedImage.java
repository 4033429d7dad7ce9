package dev.fnk.cli.image;

/**
 * An image in a registry.
 *
 * @param repositoryUri such as {@code 123456789012.dkr.ecr.eu-west-1.amazonaws.com/eks-lab/kubelet}
 * @param tag derived from the image's content
 * @param digest {@code sha256:...} of its manifest
 * @param pushed whether it was pushed now; false: it was there
 */
public record PublishedImage(String repositoryUri, String tag, String digest, boolean pushed) {
  /** By digest, as a task definition should name it. */
  public String reference() {
    return repositoryUri + "@" + digest;
  }
}
