package dev.fnk.cli.resource.eks;

/** How a cluster's API server is reached, as far as EKS tells. */
public sealed interface ClusterEndpoint {
  /**
   * @param server its URL
   * @param certificateAuthority PEM in base64
   */
  record Known(String server, String certificateAuthority) implements ClusterEndpoint {}

  /**
   * @param state the cluster's, such as {@code CREATING}
   */
  record NotYet(String state) implements ClusterEndpoint {}

  record NoCluster() implements ClusterEndpoint {}
}
