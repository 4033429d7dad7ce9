package dev.fnk.local.eks.cluster;

/** What CreateCluster sets and UpdateClusterConfig changes. */
public record ClusterConfiguration(
    EndpointAccess access,
    AuthenticationMode authenticationMode,
    boolean deletionProtection,
    SupportType supportType) {
  public ClusterConfiguration reachableBy(EndpointAccess changed) {
    return new ClusterConfiguration(changed, authenticationMode, deletionProtection, supportType);
  }

  public ClusterConfiguration authenticatingBy(AuthenticationMode changed) {
    return new ClusterConfiguration(access, changed, deletionProtection, supportType);
  }

  public ClusterConfiguration protectedFromDeletion(boolean on) {
    return new ClusterConfiguration(access, authenticationMode, on, supportType);
  }

  public ClusterConfiguration supportedBy(SupportType changed) {
    return new ClusterConfiguration(access, authenticationMode, deletionProtection, changed);
  }
}
