package dev.fnk.local.eks.cluster;

import dev.fnk.local.controlplane.ControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster really has, as far as it was made.
 *
 * @param securityGroup the cluster security group
 * @param interfaces network interfaces in the cluster's subnets
 * @param controlPlane once it serves
 */
public record ClusterParts(
    Optional<String> securityGroup, List<String> interfaces, Optional<ControlPlane> controlPlane) {
  static final ClusterParts NONE = new ClusterParts(Optional.empty(), List.of(), Optional.empty());

  public ClusterParts {
    interfaces = List.copyOf(interfaces);
  }

  ClusterParts withSecurityGroup(String id) {
    return new ClusterParts(Optional.of(id), interfaces, controlPlane);
  }

  ClusterParts withInterface(String id) {
    List<String> all = new ArrayList<>(interfaces);
    all.add(id);
    return new ClusterParts(securityGroup, all, controlPlane);
  }

  ClusterParts withControlPlane(ControlPlane running) {
    return new ClusterParts(securityGroup, interfaces, Optional.of(running));
  }
}
