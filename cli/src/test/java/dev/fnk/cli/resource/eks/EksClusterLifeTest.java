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
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.InvalidParameterException;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;

/** How a cluster comes and goes. */
@Timeout(60)
final class EksClusterLifeTest {
  private final FakeApiServer server = server();
  private final FakeEks eks = new FakeEks(server.endpoint());
  private final FakeAws fake = eks.in(new FakeAws());
  private final TestLab lab = new TestLab(fake.clients(), Map.of());
  private final EksCluster cluster = lab.the(EksCluster.class);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  @BeforeEach
  void start() {
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

  private static FakeApiServer server() {
    try {
      return new FakeApiServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void stop() {
    cluster.api().close();
    server.close();
  }

  private <A> void there(ManagedResource<A> resource, String id, A attributes) {
    known.put(resource, new Present<>(id, Optional.empty(), "available", attributes));
  }

  private Present<EksCluster.Attributes> seen() {
    return cluster.observe(known).present().orElseThrow();
  }

  @Test
  void itIsMadeOfItsPartsAndUpWhenItsApiServerAnswers() {
    assertThat(cluster.observe(known)).isInstanceOf(Absent.class);
    eks.failures.add(
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
    eks.is = eks.active().build();
    eks.failures.add(FakeEks.inUse());
    assertThat(cluster.create(work).state()).isEqualTo("ACTIVE");

    eks.is = eks.active().tags(Map.of()).build();
    eks.failures.add(FakeEks.inUse());
    assertThat(cluster.observe(known))
        .isEqualTo(
            new Foreign<>("eks-lab", Optional.of("arn:cluster"), "it carries no tag fnk.dev/lab"));
    assertThatThrownBy(() -> cluster.create(work)).isInstanceOf(ResourceInUseException.class);
  }

  @Test
  void zonesThatEksDoesNotTakeAreSaid() {
    eks.failures.add(
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

    eks.failures.add(
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
    eks.is = eks.active().status(ClusterStatus.FAILED).build();
    assertThat(cluster.diff(seen(), known)).isEqualTo(Change.replace("it is FAILED"));
    assertThatThrownBy(() -> cluster.update(seen(), work))
        .isInstanceOf(ResourceException.class)
        .hasMessage("EKS could not make it: it gave no reason");

    eks.is =
        Objects.requireNonNull(eks.is).toBuilder()
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
    eks.is = eks.active().build();
    for (var state :
        List.of(ClusterStatus.CREATING, ClusterStatus.UPDATING, ClusterStatus.PENDING)) {
      eks.states.add(state);
      assertThat(cluster.diff(seen(), known)).isEqualTo(Change.update("it is still " + state));
    }
    eks.states.add(ClusterStatus.DELETING);
    assertThat(cluster.diff(seen(), known)).isEqualTo(Change.replace("it is DELETING"));
  }

  @Test
  void theEndpointAndTheModeAreMadeWhatIsWanted() {
    eks.is =
        eks.active()
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
    eks.is =
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
    eks.is = eks.active().build();
    var present = seen();
    eks.failures.add(FakeEks.inUse());
    eks.states.add(ClusterStatus.UPDATING);
    cluster.delete(present, work);
    assertThat(cluster.observe(known)).isInstanceOf(Absent.class);
    assertThat(fake.requests(DeleteClusterRequest.class)).hasSize(2);

    eks.failures.add(FakeEks.gone());
    cluster.delete(present, work);

    eks.is = eks.active().build();
    eks.failures.add(FakeEks.inUse());
    assertThatThrownBy(() -> cluster.delete(present, work))
        .isInstanceOf(ResourceInUseException.class); // by node groups of others
  }

  @Test
  void oneThatIsGoingIsWaitedFor() {
    eks.is = eks.active().status(ClusterStatus.DELETING).build();

    assertThatThrownBy(() -> cluster.delete(seen(), work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("the cluster to be gone");
    assertThat(fake.requests(DeleteClusterRequest.class)).isEmpty();
  }
}
