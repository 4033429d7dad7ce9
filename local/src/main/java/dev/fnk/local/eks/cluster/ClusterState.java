package dev.fnk.local.eks.cluster;

import dev.fnk.local.controlplane.ControlPlane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changes in a cluster's life.
 *
 * @param issues why it failed
 * @param securityGroup the cluster security group, once made
 * @param interfaces network interfaces in the cluster's subnets
 * @param controlPlane once it serves
 */
public record ClusterState(
    Status status,
    EndpointAccess access,
    AuthenticationMode mode,
    boolean deletionProtection,
    SupportType supportType,
    Map<String, String> tags,
    List<Issue> issues,
    Optional<String> securityGroup,
    List<String> interfaces,
    Optional<ControlPlane> controlPlane) {
  public ClusterState {
    tags = Map.copyOf(tags);
    issues = List.copyOf(issues);
    interfaces = List.copyOf(interfaces);
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
        Status.CREATING,
        request.access(),
        request.authenticationMode(),
        request.deletionProtection(),
        request.supportType(),
        request.tags(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  public ClusterState with(Status newStatus) {
    return new ClusterState(
        newStatus,
        access,
        mode,
        deletionProtection,
        supportType,
        tags,
        issues,
        securityGroup,
        interfaces,
        controlPlane);
  }

  public ClusterState with(Issue issue) {
    List<Issue> all = new ArrayList<>(issues);
    all.add(issue);
    return new ClusterState(
        Status.FAILED,
        access,
        mode,
        deletionProtection,
        supportType,
        tags,
        all,
        securityGroup,
        interfaces,
        controlPlane);
  }

  public ClusterState with(EndpointAccess newAccess) {
    return new ClusterState(
        status,
        newAccess,
        mode,
        deletionProtection,
        supportType,
        tags,
        issues,
        securityGroup,
        interfaces,
        controlPlane);
  }

  public ClusterState with(AuthenticationMode newMode) {
    return new ClusterState(
        status,
        access,
        newMode,
        deletionProtection,
        supportType,
        tags,
        issues,
        securityGroup,
        interfaces,
        controlPlane);
  }

  public ClusterState withDeletionProtection(boolean on) {
    return new ClusterState(
        status,
        access,
        mode,
        on,
        supportType,
        tags,
        issues,
        securityGroup,
        interfaces,
        controlPlane);
  }

  public ClusterState with(SupportType newType) {
    return new ClusterState(
        status,
        access,
        mode,
        deletionProtection,
        newType,
        tags,
        issues,
        securityGroup,
        interfaces,
        controlPlane);
  }

  public ClusterState withTags(Map<String, String> newTags) {
    return new ClusterState(
        status,
        access,
        mode,
        deletionProtection,
        supportType,
        newTags,
        issues,
        securityGroup,
        interfaces,
        controlPlane);
  }

  public ClusterState withSecurityGroup(String id) {
    return new ClusterState(
        status,
        access,
        mode,
        deletionProtection,
        supportType,
        tags,
        issues,
        Optional.of(id),
        interfaces,
        controlPlane);
  }

  public ClusterState withInterface(String id) {
    List<String> all = new ArrayList<>(interfaces);
    all.add(id);
    return new ClusterState(
        status,
        access,
        mode,
        deletionProtection,
        supportType,
        tags,
        issues,
        securityGroup,
        all,
        controlPlane);
  }

  public ClusterState with(ControlPlane running) {
    return new ClusterState(
        status,
        access,
        mode,
        deletionProtection,
        supportType,
        tags,
        issues,
        securityGroup,
        interfaces,
        Optional.of(running));
  }
}
