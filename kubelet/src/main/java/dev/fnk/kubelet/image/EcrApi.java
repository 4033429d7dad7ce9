package dev.fnk.kubelet.image;

import java.net.URI;

/**
 * Images of ECR's own registries, by ECR's API: as whoever signs, and at the endpoint that is set,
 * wherever the registry's name leads.
 */
interface EcrApi {
  /**
   * A repository.
   *
   * @param region empty: the node's own
   * @param account whose registry it is; empty: the node's own
   */
  record Repository(String region, String account, String name) {}

  /**
   * A manifest with its digest.
   *
   * @param mediaType empty: not told
   */
  record Found(String digest, byte[] manifest, String mediaType) {}

  /**
   * Asks ecr:BatchGetImage.
   *
   * @param version digest or tag
   */
  Found manifest(Repository repository, String version) throws RegistryFailure;

  /**
   * Where ecr:GetDownloadUrlForLayer says that a blob is; whoever has it may read it for a while.
   */
  URI blob(Repository repository, String digest) throws RegistryFailure;
}
