package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import dev.fnk.cli.resource.iam.Role;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterResponse;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.InvalidParameterException;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesResponse;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigResponse;

/** How a cluster comes and goes. */
@Timeout(60)
final class EksClusterLifeTest {
  private final Deque<RuntimeException> failures = new ArrayDeque<>();

  /** States that the next looks see, before the one that is. */
  private final Deque<ClusterStatus> states = new ArrayDeque<>();

  private @Nullable Cluster is;
  private final FakeAws fake =
      new FakeAws()
          .on(EksClient.class, "describeCluster", DescribeClusterRequest.class, _ -> described())
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
  private final TestLab lab = new TestLab(fake.clients(), Map.of());
  private final EksCluster cluster = lab.the(EksCluster.class);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);
  private FakeApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
    lab.all()
        .forEach(
            r -> {
              switch (r) {
                case Subnet subnet ->
                    there(
                        subnet, "s-" + subnet.name(), new Subnet.Attributes("", "", "", "", true));
                case SecurityGroup group ->
                    there(group, "sg-1", new SecurityGroup.Attributes(List.of(), true));
                case Role role ->
                    there(
                        role,
                        role.name(),
                        new Role.Attributes("arn:" + role.name(), "{}", Map.of(), Set.of()));
                default -> {}
              }
            });
  }

  @AfterEach
  void stop() {
    cluster.api().close();
    server.close();
  }

  private <A> void there(ManagedResource<A> resource, String id, A attributes) {
    known.put(resource, new Present<>(id, Optional.empty(), "available", attributes));
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

  private static RuntimeException gone() {
    return FakeAws.error(ResourceNotFoundException.builder(), "ResourceNotFoundException", "none");
  }

  private static RuntimeException inUse() {
    return FakeAws.error(ResourceInUseException.builder(), "ResourceInUseException", "in use");
  }

  private void fail() {
    var failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  private Cluster.Builder active() {
    return Cluster.builder()
        .name("eks-lab")
        .arn("arn:cluster")
        .status(ClusterStatus.ACTIVE)
        .version("1.36")
        .createdAt(Instant.EPOCH)
        .endpoint(server.endpoint())
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

  private Present<EksCluster.Attributes> seen() {
    return cluster.observe(known).present().orElseThrow();
  }

  @Test
  void itIsMadeOfItsPartsAndUpWhenItsApiServerAnswers() {
    assertThat(cluster.observe(known)).isInstanceOf(Absent.class);
    failures.add(
        FakeAws.error(
            InvalidParameterException.builder(),
            "InvalidParameterException",
            "Role with arn: x, could not be assumed"));
    server.first(503).first(401);

    var made = cluster.create(work);

    assertThat(made.state()).isEqualTo("ACTIVE");
    assertThat(made.attributes().group()).isEqualTo("sg-9");
    assertThat(server.asked()).isEqualTo(3);
    assertThat(cluster.diff(made, known)).isEqualTo(Change.none());
    var asked = fake.requests(CreateClusterRequest.class).getLast();
    assertThat(asked.roleArn()).isEqualTo("arn:eks-lab-eu-west-1-cluster");
    assertThat(asked.bootstrapSelfManagedAddons()).isTrue();
    assertThat(asked.accessConfig().authenticationModeAsString()).isEqualTo("API_AND_CONFIG_MAP");
    assertThat(asked.accessConfig().bootstrapClusterCreatorAdminPermissions()).isTrue();
    assertThat(asked.resourcesVpcConfig().subnetIds())
        .containsExactly("s-eks-lab-public-1", "s-eks-lab-public-2");
    assertThat(asked.resourcesVpcConfig().securityGroupIds()).containsExactly("sg-1");
    assertThat(asked.resourcesVpcConfig().endpointPublicAccess()).isTrue();
    assertThat(asked.resourcesVpcConfig().endpointPrivateAccess()).isFalse();
    assertThat(asked.tags()).containsEntry(LabTags.LAB, "eks-lab");
    assertThat(cluster.needs())
        .extracting(r -> r.type())
        .containsExactly(
            "ec2:subnet", "ec2:subnet", "iam:role", "ec2:security-group", "ec2:route-table");
  }

  @Test
  void oneThatARunBeforeAskedForIsWaitedForAndAnothersIsNot() {
    is = active().build();
    failures.add(inUse());
    assertThat(cluster.create(work).state()).isEqualTo("ACTIVE");

    is = active().tags(Map.of()).build();
    failures.add(inUse());
    assertThat(cluster.observe(known))
        .isEqualTo(
            new Foreign<>("eks-lab", Optional.of("arn:cluster"), "it carries no tag fnk.dev/lab"));
    assertThatThrownBy(() -> cluster.create(work)).isInstanceOf(ResourceInUseException.class);
  }

  @Test
  void zonesThatEksDoesNotTakeAreSaid() {
    failures.add(
        FakeAws.error(
            UnsupportedAvailabilityZoneException.builder().validZones("eu-west-1a", "eu-west-1c"),
            "UnsupportedAvailabilityZoneException",
            "no room"));
    assertThatThrownBy(() -> cluster.create(work))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessageEndingWith("it takes eu-west-1a, eu-west-1c");
              assertThat(e.next()).contains("[eu-west-1a, eu-west-1c]");
            });

    failures.add(
        FakeAws.error(
            UnsupportedAvailabilityZoneException.builder(),
            "UnsupportedAvailabilityZoneException",
            "no room"));
    assertThatThrownBy(() -> cluster.create(work))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessage("no room");
              assertThat(e.next()).contains("two other zones");
            });
  }

  @Test
  void oneThatFailedSaysWhyAndIsReplaced() {
    is = active().status(ClusterStatus.FAILED).build();
    assertThat(cluster.diff(seen(), known)).isEqualTo(Change.replace("it is FAILED"));
    assertThatThrownBy(() -> cluster.update(seen(), work))
        .isInstanceOf(ResourceException.class)
        .hasMessage("EKS could not make it: it gave no reason");

    is =
        is.toBuilder()
            .health(
                h ->
                    h.issues(
                        ClusterIssue.builder().code("Ec2SubnetNotFound").message("gone").build()))
            .build();
    assertThatThrownBy(() -> cluster.update(seen(), work))
        .hasMessage("EKS could not make it: Ec2SubnetNotFound: gone");
  }

  @Test
  void whatIsUnderWayIsWaitedFor() {
    is = active().build();
    for (var state :
        List.of(ClusterStatus.CREATING, ClusterStatus.UPDATING, ClusterStatus.PENDING)) {
      states.add(state);
      assertThat(cluster.diff(seen(), known)).isEqualTo(Change.update("it is still " + state));
    }
    states.add(ClusterStatus.DELETING);
    assertThat(cluster.diff(seen(), known)).isEqualTo(Change.replace("it is DELETING"));
  }

  @Test
  void theEndpointAndTheModeAreMadeWhatIsWanted() {
    is =
        active()
            .accessConfig(a -> a.authenticationMode("CONFIG_MAP"))
            .resourcesVpcConfig(v -> v.publicAccessCidrs("192.0.2.0/24"))
            .build();
    assertThat(cluster.diff(seen(), known).reason())
        .isEqualTo(
            "its authentication mode is not API_AND_CONFIG_MAP; its endpoint is open to"
                + " [192.0.2.0/24], private access is off");

    cluster.update(seen(), work);

    assertThat(cluster.diff(seen(), known)).isEqualTo(Change.none());
    assertThat(seen().attributes().accessEntries()).isTrue();
  }

  @Test
  void oneThatTellsLittleIsReadAllTheSame() {
    is =
        Cluster.builder()
            .name("eks-lab")
            .arn("arn:cluster")
            .status(ClusterStatus.CREATING)
            .version("1.36")
            .resourcesVpcConfig(v -> v.endpointPrivateAccess(true))
            .tags(Map.of(LabTags.LAB, "eks-lab"))
            .build();

    assertThat(seen().attributes())
        .isEqualTo(
            new EksCluster.Attributes(
                "1.36",
                "",
                Instant.EPOCH,
                "",
                "",
                "",
                Set.of(),
                true,
                false,
                ClusterAdmins.Is.NONE));
  }

  @Test
  void itGoesOnceNothingIsUnderWayAndOneThatIsGoneIsNoError() {
    is = active().build();
    var present = seen();
    failures.add(inUse());
    states.add(ClusterStatus.UPDATING);
    cluster.delete(present, work);
    assertThat(cluster.observe(known)).isInstanceOf(Absent.class);
    assertThat(fake.requests(DeleteClusterRequest.class)).hasSize(2);

    failures.add(gone());
    cluster.delete(present, work);

    is = active().build();
    failures.add(inUse());
    assertThatThrownBy(() -> cluster.delete(present, work))
        .isInstanceOf(ResourceInUseException.class); // by node groups of others
  }

  @Test
  void oneThatIsGoingIsWaitedFor() {
    is = active().status(ClusterStatus.DELETING).build();

    assertThatThrownBy(() -> cluster.delete(seen(), work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("the cluster to be gone");
    assertThat(fake.requests(DeleteClusterRequest.class)).isEmpty();
  }
}
