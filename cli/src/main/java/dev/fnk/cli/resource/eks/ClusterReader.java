package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.eks.EksCluster.Attributes;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/** What EKS says of the lab's cluster. */
final class ClusterReader {
  private final AwsClients aws;
  private final LabTags tags;
  private final String name;
  private final ClusterAdmins admins;

  ClusterReader(AwsClients aws, LabTags tags, String name, ClusterAdmins admins) {
    this.aws = aws;
    this.tags = tags;
    this.name = name;
    this.admins = admins;
  }

  Observed<Attributes> read() {
    Cluster found;
    try {
      found = aws.eks().describeCluster(r -> r.name(name)).cluster();
    } catch (ResourceNotFoundException e) {
      return new Absent<>();
    }
    return tags.observed(found.tags(), name, Optional.of(found.arn()), () -> present(found));
  }

  /** Whoever made the cluster. */
  ClusterEndpoint endpoint() {
    Cluster found;
    try {
      found = aws.eks().describeCluster(r -> r.name(name)).cluster();
    } catch (ResourceNotFoundException e) {
      return new ClusterEndpoint.NoCluster();
    }
    return found.endpoint() == null || found.certificateAuthority() == null
        ? new ClusterEndpoint.NotYet(found.statusAsString())
        : new ClusterEndpoint.Known(found.endpoint(), found.certificateAuthority().data());
  }

  private Present<Attributes> present(Cluster c) {
    var vpc = c.resourcesVpcConfig();
    var authority = c.certificateAuthority();
    var policy = c.upgradePolicy();
    var mode = c.accessConfig() == null ? null : c.accessConfig().authenticationMode();
    return new Present<>(
        c.name(),
        Optional.of(c.arn()),
        c.statusAsString(),
        new Attributes(
            c.version(),
            policy == null || policy.supportType() == null ? "" : policy.supportTypeAsString(),
            c.createdAt() == null ? Instant.EPOCH : c.createdAt(),
            c.endpoint() == null ? "" : c.endpoint(),
            authority == null || authority.data() == null ? "" : authority.data(),
            vpc.clusterSecurityGroupId() == null ? "" : vpc.clusterSecurityGroupId(),
            new TreeSet<>(vpc.publicAccessCidrs()),
            Boolean.TRUE.equals(vpc.endpointPrivateAccess()),
            mode == AuthenticationMode.API_AND_CONFIG_MAP,
            c.status() == ClusterStatus.ACTIVE
                    && mode != null
                    && mode != AuthenticationMode.CONFIG_MAP
                ? admins.observe()
                : ClusterAdmins.Is.NONE));
  }
}
