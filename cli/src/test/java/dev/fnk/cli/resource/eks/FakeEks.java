package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.LabTags;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterResponse;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesResponse;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigResponse;

/** One cluster of EKS: what it is told is what it is, once the states before that were seen. */
final class FakeEks {
  private final String endpoint;

  final Deque<RuntimeException> failures = new ArrayDeque<>();

  /** States that the next looks see, before the one that is. */
  final Deque<ClusterStatus> states = new ArrayDeque<>();

  @Nullable Cluster is;

  /**
   * @param endpoint of its API server
   */
  FakeEks(String endpoint) {
    this.endpoint = endpoint;
  }

  FakeAws in(FakeAws fake) {
    return fake.on(
            EksClient.class, "describeCluster", DescribeClusterRequest.class, _ -> described())
        .on(EksClient.class, "createCluster", CreateClusterRequest.class, this::create)
        .on(EksClient.class, "deleteCluster", DeleteClusterRequest.class, _ -> delete())
        .on(
            EksClient.class,
            "updateClusterConfig",
            UpdateClusterConfigRequest.class,
            this::configure)
        .on(
            EksClient.class,
            "listAccessEntries",
            ListAccessEntriesRequest.class,
            _ -> ListAccessEntriesResponse.builder().accessEntries(List.of()).build())
        .on(
            EksClient.class,
            "describeClusterVersions",
            DescribeClusterVersionsRequest.class,
            _ -> {
              throw FakeAws.error("AccessDeniedException", "no");
            });
  }

  private Object described() {
    if (is == null) {
      throw gone();
    }
    var state = states.poll();
    return DescribeClusterResponse.builder()
        .cluster(state == null ? is : is.toBuilder().status(state).build())
        .build();
  }

  static RuntimeException gone() {
    return FakeAws.error(ResourceNotFoundException.builder(), "ResourceNotFoundException", "none");
  }

  static RuntimeException inUse() {
    return FakeAws.error(ResourceInUseException.builder(), "ResourceInUseException", "in use");
  }

  private void fail() {
    var failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  Cluster.Builder active() {
    return Cluster.builder()
        .name("eks-lab")
        .arn("arn:cluster")
        .status(ClusterStatus.ACTIVE)
        .version("1.36")
        .createdAt(Instant.EPOCH)
        .endpoint(endpoint)
        .certificateAuthority(c -> c.data(FakeApiServer.certificateAuthority()))
        .upgradePolicy(u -> u.supportType("STANDARD"))
        .accessConfig(a -> a.authenticationMode("API_AND_CONFIG_MAP"))
        .resourcesVpcConfig(v -> v.publicAccessCidrs("0.0.0.0/0").clusterSecurityGroupId("sg-9"))
        .tags(Map.of(LabTags.LAB, "eks-lab", LabTags.REGION, "eu-west-1"));
  }

  private Object create(CreateClusterRequest q) {
    fail();
    is =
        active()
            .version(q.version())
            .tags(q.tags())
            .upgradePolicy(u -> u.supportType(q.upgradePolicy().supportType()))
            .build();
    states.addAll(List.of(ClusterStatus.CREATING, ClusterStatus.CREATING));
    return CreateClusterResponse.builder().build();
  }

  private Object delete() {
    fail();
    states.addAll(List.of(ClusterStatus.DELETING));
    is = null;
    return DeleteClusterResponse.builder().build();
  }

  private Object configure(UpdateClusterConfigRequest q) {
    var cluster = java.util.Objects.requireNonNull(is).toBuilder();
    if (q.accessConfig() != null) {
      cluster.accessConfig(a -> a.authenticationMode(q.accessConfig().authenticationMode()));
    }
    if (q.resourcesVpcConfig() != null) {
      cluster.resourcesVpcConfig(
          v ->
              v.publicAccessCidrs(q.resourcesVpcConfig().publicAccessCidrs())
                  .endpointPrivateAccess(q.resourcesVpcConfig().endpointPrivateAccess()));
    }
    is = cluster.build();
    return UpdateClusterConfigResponse.builder().build();
  }
}
