package dev.fnk.local.eks.cluster;

import dev.fnk.local.controlplane.ControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What changes in a cluster's life.
 *
 * @param issues why it failed
 */
public record ClusterState(
    Status status,
    ClusterConfiguration configuration,
    Map<String, String> tags,
    List<Issue> issues,
    ClusterParts parts) {
  public ClusterState {
    tags = Map.copyOf(tags);
    issues = List.copyOf(issues);
  }

  public enum Status {
    CREATING,
    ACTIVE,
    UPDATING,
    DELETING,
    FAILED
  }

  /** One entry of {@code health.issues}. */
  public record Issue(String code, String message) {}

  public static ClusterState creating(ClusterRequest request) {
    return new ClusterState(
        Status.CREATING, request.configuration(), request.tags(), List.of(), ClusterParts.NONE);
  }

  /** It serves. */
  public ClusterState active() {
    return new ClusterState(Status.ACTIVE, configuration, tags, issues, parts);
  }

  /** It goes away. */
  public ClusterState deleting() {
    return new ClusterState(Status.DELETING, configuration, tags, issues, parts);
  }

  /** It could not be made. */
  public ClusterState failed(Issue issue) {
    List<Issue> all = new ArrayList<>(issues);
    all.add(issue);
    return new ClusterState(Status.FAILED, configuration, tags, all, parts);
  }

  public ClusterState reconfigured(UnaryOperator<ClusterConfiguration> change) {
    return new ClusterState(status, change.apply(configuration), tags, issues, parts);
  }

  public ClusterState tagged(Map<String, String> all) {
    return new ClusterState(status, configuration, all, issues, parts);
  }

  /** Its security group was made. */
  public ClusterState madeSecurityGroup(String id) {
    return having(parts.withSecurityGroup(id));
  }

  /** One of its network interfaces was made. */
  public ClusterState madeInterface(String id) {
    return having(parts.withInterface(id));
  }

  /** Its control plane answers. */
  public ClusterState booted(ControlPlane running) {
    return having(parts.withControlPlane(running));
  }

  private ClusterState having(ClusterParts changed) {
    return new ClusterState(status, configuration, tags, issues, changed);
  }
}
