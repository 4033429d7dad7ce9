package dev.fnk.kubelet.eks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;

/** Reads how to reach a cluster from eks:DescribeCluster. */
public final class EksClusters {
  private EksClusters() {}

  /**
   * The cluster's endpoint and certificate authority.
   *
   * @throws ClusterNotReadyException it is still being made and has no endpoint yet
   * @throws software.amazon.awssdk.services.eks.model.ResourceNotFoundException there is none
   */
  public static EksAccess describe(EksClient eks, String name) throws ClusterNotReadyException {
    return access(eks.describeCluster(request -> request.name(name)).cluster());
  }

  /**
   * The same from a cluster already described.
   *
   * @throws ClusterNotReadyException it is still being made and has no endpoint yet
   */
  public static EksAccess access(Cluster cluster) throws ClusterNotReadyException {
    if (cluster.endpoint() == null
        || cluster.certificateAuthority() == null
        || cluster.certificateAuthority().data() == null) {
      throw new ClusterNotReadyException(
          "EKS cluster %s is %s and has no endpoint yet"
              .formatted(cluster.name(), cluster.statusAsString()));
    }
    byte[] pem = Base64.getDecoder().decode(cluster.certificateAuthority().data());
    return new EksAccess(
        cluster.name(), URI.create(cluster.endpoint()), new String(pem, StandardCharsets.US_ASCII));
  }
}
