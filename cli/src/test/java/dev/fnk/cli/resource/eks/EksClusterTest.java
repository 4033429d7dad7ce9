package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Usage;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsResponse;
import software.amazon.awssdk.services.eks.model.SupportType;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionResponse;
import software.amazon.awssdk.services.eks.model.VersionStatus;

@Timeout(60)
final class EksClusterTest {
  private static final String ANN = "arn:aws:iam::111122223333:user/ann";
  private static final String BOB = "arn:aws:iam::111122223333:role/bob";
  private static final FakeApiServer SERVER = started();

  private static FakeApiServer started() {
    try {
      return new FakeApiServer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private final FakeAws fake = new FakeAws();
  private final FakeAccessEntries entries = new FakeAccessEntries(fake);
  private Cluster is = cluster("1.36", SupportType.STANDARD);
  private VersionStatus status = VersionStatus.STANDARD_SUPPORT;
  private Instant end = Instant.now().plus(Duration.ofDays(300));

  EksClusterTest() {
    fake.on(
            EksClient.class,
            "describeCluster",
            DescribeClusterRequest.class,
            _ -> DescribeClusterResponse.builder().cluster(is).build())
        .on(
            EksClient.class,
            "describeClusterVersions",
            DescribeClusterVersionsRequest.class,
            request ->
                DescribeClusterVersionsResponse.builder()
                    .clusterVersions(
                        ClusterVersionInformation.builder()
                            .clusterVersion(request.clusterVersions().getFirst())
                            .versionStatus(status)
                            .endOfStandardSupportDate(end)
                            .build())
                    .build())
        .on(
            EksClient.class,
            "updateClusterVersion",
            UpdateClusterVersionRequest.class,
            request -> {
              is = is.toBuilder().version(request.version()).build();
              status = VersionStatus.STANDARD_SUPPORT;
              return UpdateClusterVersionResponse.builder().build();
            })
        .on(
            EksClient.class,
            "updateClusterConfig",
            UpdateClusterConfigRequest.class,
            request -> {
              is =
                  is.toBuilder()
                      .upgradePolicy(u -> u.supportType(request.upgradePolicy().supportType()))
                      .build();
              return UpdateClusterConfigResponse.builder().build();
            });
  }

  private static Cluster cluster(String version, SupportType supportType) {
    return Cluster.builder()
        .name("eks-lab")
        .arn("arn:aws:eks:eu-west-1:111122223333:cluster/eks-lab")
        .status(ClusterStatus.ACTIVE)
        .version(version)
        .endpoint(SERVER.endpoint())
        .certificateAuthority(c -> c.data(FakeApiServer.certificateAuthority()))
        .upgradePolicy(u -> u.supportType(supportType))
        .accessConfig(a -> a.authenticationMode(AuthenticationMode.API_AND_CONFIG_MAP))
        .resourcesVpcConfig(v -> v.publicAccessCidrs("0.0.0.0/0"))
        .tags(Map.of(LabTags.LAB, "eks-lab", LabTags.REGION, "eu-west-1"))
        .build();
  }

  private EksCluster wanted(String version, String... supportType) {
    var settings = new java.util.HashMap<>(Map.of("FNK_KUBERNETES_VERSION", version));
    List.of(supportType).forEach(type -> settings.put("FNK_CLUSTER_SUPPORT_TYPE", type));
    return new TestLab(fake.clients(), settings).the(EksCluster.class);
  }

  private EksCluster withAdmins(String... admins) {
    return new TestLab(fake.clients(), Map.of("FNK_CLUSTER_ADMINS", String.join(",", admins)))
        .the(EksCluster.class);
  }

  private static ObservedState seen(EksCluster cluster) {
    var known = new ObservedState();
    known.put(cluster, cluster.observe(known));
    return known;
  }

  private static Change diff(EksCluster cluster) {
    var known = seen(cluster);
    return cluster.diff(known.of(cluster), known);
  }

  private static Present<EksCluster.Attributes> update(EksCluster cluster) {
    var known = seen(cluster);
    return cluster.update(known.of(cluster), new FakeWork(known));
  }

  @Test
  void aClusterThatAwsHasUpgradedIsNoChangeAndSaysSo() {
    is = cluster("1.37", SupportType.STANDARD);
    var cluster = wanted("1.36");

    assertThat(diff(cluster)).isEqualTo(Change.none());
    assertThat(notes(cluster)).contains("1.37, newer than kubernetesVersion 1.36");
  }

  @Test
  void anOlderOneIsUpgradedOneMinorVersionAtATime() {
    is = cluster("1.34", SupportType.STANDARD);
    var cluster = wanted("1.36");

    assertThat(diff(cluster).reason()).contains("1.34").contains("1.35, then 1.36");
    assertThat(update(cluster).attributes().version()).isEqualTo("1.36");
    assertThat(fake.requests(UpdateClusterVersionRequest.class))
        .extracting(UpdateClusterVersionRequest::version)
        .containsExactly("1.35", "1.36");
    assertThat(diff(cluster)).isEqualTo(Change.none());
  }

  @Test
  void theSupportTypeIsMadeWhatIsWanted() {
    is = cluster("1.36", SupportType.EXTENDED);

    assertThat(diff(wanted("1.36", "extended"))).isEqualTo(Change.none());
    var cluster = wanted("1.36");
    assertThat(diff(cluster).reason()).contains("EXTENDED, wanted is STANDARD");
    assertThat(update(cluster).attributes().supportType()).isEqualTo("STANDARD");
  }

  @Test
  void extendedSupportIsNotLeftButByAnUpgrade() {
    is = cluster("1.34", SupportType.EXTENDED);
    status = VersionStatus.EXTENDED_SUPPORT;

    assertThat(diff(wanted("1.34"))).isEqualTo(Change.none());
    assertThat(diff(wanted("1.35")).reason()).contains("1.35").contains("EXTENDED");
    assertThat(update(wanted("1.35")).attributes())
        .extracting(EksCluster.Attributes::version, EksCluster.Attributes::supportType)
        .containsExactly("1.35", "STANDARD");
  }

  @Test
  void extendedSupportHasItsPriceAndIsSaid() {
    is = cluster("1.34", SupportType.EXTENDED);
    status = VersionStatus.EXTENDED_SUPPORT;
    end = Instant.parse("2026-12-02T00:00:00Z");
    var cluster = wanted("1.34");

    assertThat(cluster.usage(seen(cluster))).containsExactly(new Usage.ControlPlane(true));
    assertThat(notes(cluster)).contains("in extended support since 2026-12-02").contains("$0.60");
  }

  @Test
  void whatEndsWithinSixtyDaysIsSaidBeforeThereIsACluster() {
    end = Instant.now().plus(Duration.ofDays(59));
    assertThat(String.join("; ", wanted("1.35").notes(new ObservedState())))
        .contains("leaves standard support")
        .contains("AWS upgrades");
    assertThat(String.join("; ", wanted("1.35", "EXTENDED").notes(new ObservedState())))
        .contains("$0.60");
    end = Instant.now().plus(Duration.ofDays(61));
    assertThat(wanted("1.35").notes(new ObservedState()))
        .containsExactly("administrators of the cluster: the identity that makes it");
    assertThat(wanted("1.35").usage(new ObservedState()))
        .containsExactly(new Usage.ControlPlane(false));
  }

  @Test
  void whoMayNotAskForVersionsIsToldAndGoesOn() {
    var asked = new ArrayList<String>();
    fake.on(
        EksClient.class,
        "describeClusterVersions",
        DescribeClusterVersionsRequest.class,
        request -> {
          asked.addAll(request.clusterVersions());
          throw FakeAws.error("AccessDeniedException", "no");
        });
    var cluster = wanted("1.36");

    assertThat(diff(cluster)).isEqualTo(Change.none());
    assertThat(cluster.usage(seen(cluster))).containsExactly(new Usage.ControlPlane(false));
    assertThat(notes(cluster)).contains("eks:DescribeClusterVersions: AccessDeniedException");
    assertThat(asked).containsExactly("1.36");
  }

  @Test
  void adminsAreLetInAndTheLabsOwnOnlyAreTakenOutAgain() {
    entries.put(ANN, "STANDARD", Map.of());
    entries.admit(ANN);
    var cluster = withAdmins(BOB, ANN);

    assertThat(diff(cluster).reason()).contains(BOB).doesNotContain(ANN);
    update(cluster);
    assertThat(entries.policies(BOB)).containsExactly(FakeAccessEntries.CLUSTER_ADMIN);
    assertThat(diff(cluster)).isEqualTo(Change.none());
    assertThat(notes(cluster)).contains("administrators of the cluster: " + BOB + ", " + ANN);

    var without = withAdmins();
    assertThat(diff(without).reason()).contains(BOB).contains("not to administer");
    update(without);
    assertThat(entries.principals()).containsExactly(ANN);
    assertThat(diff(without)).isEqualTo(Change.none());
  }

  @Test
  void anAdminWhoseEntryWasLeftHalfMadeIsFinished() {
    var cluster = withAdmins(BOB);
    entries.put(BOB, "STANDARD", is.tags());

    assertThat(diff(cluster).reason()).contains(BOB);
    update(cluster);
    assertThat(entries.policies(BOB)).containsExactly(FakeAccessEntries.CLUSTER_ADMIN);
  }

  @Test
  void somebodyElsesEntryIsLeftAsItIsAndSaid() {
    entries.put(BOB, "STANDARD", Map.of("team", "other"));
    var cluster = withAdmins(BOB);

    assertThat(diff(cluster)).isEqualTo(Change.none());
    assertThat(notes(cluster)).contains(BOB + ": not fnk's access entry");
    assertThat(entries.policies(BOB)).isEmpty();
  }

  @Test
  void thePlanOfANewClusterSaysWhoAdministersIt() {
    assertThat(withAdmins(BOB).notes(new ObservedState()))
        .contains("administrators of the cluster: the identity that makes it, " + BOB);
  }

  private static String notes(EksCluster cluster) {
    return String.join("; ", cluster.notes(seen(cluster)));
  }

  @Test
  void anEndpointWithoutUpgradePoliciesIsNotDrift() {
    is =
        is.toBuilder()
            .upgradePolicy((software.amazon.awssdk.services.eks.model.UpgradePolicyResponse) null)
            .build();

    assertThat(diff(wanted("1.36"))).isEqualTo(Change.none());
  }
}
