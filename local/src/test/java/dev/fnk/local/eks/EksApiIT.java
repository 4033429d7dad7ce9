package dev.fnk.local.eks;

import static dev.fnk.local.eks.KubernetesChecks.whoAmI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.InvalidParameterException;
import software.amazon.awssdk.services.eks.model.InvalidRequestException;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;

/** The API's rules, on a cluster that begins without access entries and add-ons. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EksApiIT {
  private static final String CREATOR = "arn:aws:iam::123456789012:user/lab-admin";

  /** Time enough to be seen not to be known. */
  private static final Duration SETTLING = Duration.ofSeconds(8);

  private EksWorld world;
  private Cluster cluster;

  @BeforeAll
  void createCluster(@TempDir Path directory) throws Exception {
    world = new EksWorld(directory, SETTLING);
    world
        .eks()
        .createCluster(
            world
                .request("api", AuthenticationMode.CONFIG_MAP)
                .bootstrapSelfManagedAddons(false)
                .build());
    cluster = world.awaitActive("api");
    // ACTIVE is not answering yet, to its creator either.
    try (KubernetesClient creator = world.client(cluster, world.administrator())) {
      assertThatThrownBy(() -> whoAmI(creator))
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(401));
      world.awaitAdmission(cluster);
    }
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void authenticationModeMovesForwardOnly() {
    try (KubernetesClient creator = world.client(cluster, world.administrator())) {
      UserInfo self = whoAmI(creator);
      assertThat(self.getUsername()).isEqualTo("kubernetes-admin");
      assertThat(self.getGroups()).contains("system:masters");
      assertThat(creator.apps().deployments().inAnyNamespace().list().getItems()).isEmpty();
    }
    assertThatThrownBy(() -> world.eks().listAccessEntries(r -> r.clusterName("api")))
        .isInstanceOf(InvalidRequestException.class);
    refusedMode(AuthenticationMode.API);
    world
        .eks()
        .updateClusterConfig(
            r ->
                r.name("api")
                    .accessConfig(
                        a -> a.authenticationMode(AuthenticationMode.API_AND_CONFIG_MAP)));
    refusedMode(AuthenticationMode.CONFIG_MAP);
    assertThat(world.eks().listAccessEntries(r -> r.clusterName("api")).accessEntries())
        .containsExactly(CREATOR);
    // With a new token: the old one's user is remembered for some seconds.
    try (KubernetesClient creator = world.client(cluster, world.administrator())) {
      KubernetesChecks.await(
          () -> whoAmI(creator).getUsername(), CREATOR::equals, "the creator has its own name");
      assertThat(creator.nodes().list().getItems()).isEmpty();
    }
  }

  private void refusedMode(AuthenticationMode mode) {
    assertThatThrownBy(
            () ->
                world
                    .eks()
                    .updateClusterConfig(
                        r -> r.name("api").accessConfig(a -> a.authenticationMode(mode))))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("Unsupported authentication mode update");
  }

  @Test
  void refusesWhatEksRefuses() {
    assertThatThrownBy(
            () -> world.eks().createCluster(world.request("api", AuthenticationMode.API).build()))
        .isInstanceOf(ResourceInUseException.class)
        .hasMessageContaining("Cluster already exists with name: api");
    assertThatThrownBy(
            () ->
                world
                    .eks()
                    .createCluster(
                        world.request("old", AuthenticationMode.API).version("1.20").build()))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("unsupported Kubernetes version");
    assertThatThrownBy(
            () ->
                world
                    .eks()
                    .createCluster(
                        world
                            .request("one", AuthenticationMode.API)
                            .resourcesVpcConfig(v -> v.subnetIds(world.subnets().getFirst()))
                            .build()))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("two different AZs");
    assertThatThrownBy(
            () ->
                world
                    .eks()
                    .createCluster(
                        world
                            .request("x", AuthenticationMode.API)
                            .roleArn("arn:aws:iam::123456789012:role/none")
                            .build()))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("could not be assumed");
    assertThat(world.eks().listClusters().clusters()).containsExactly("api");
  }

  @Test
  void versionsThatEksServesAndThisMachineDoesNotRunAreNamed() {
    assertThatThrownBy(
            () ->
                world
                    .eks()
                    .createCluster(
                        world.request("v", AuthenticationMode.API).version("1.35").build()))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("EKS serves Kubernetes version 1.35")
        .hasMessageContaining("only [1.36]");
    assertThatThrownBy(() -> world.eks().updateClusterVersion(r -> r.name("api").version("1.35")))
        .isInstanceOf(InvalidParameterException.class)
        .hasMessageContaining("minor version update from 1.36 to 1.35");
  }

  @Test
  void theSupportTypeIsExtendedUnlessAskedFor() {
    assertThat(supportType()).isEqualTo("EXTENDED");
    world
        .eks()
        .updateClusterConfig(r -> r.name("api").upgradePolicy(u -> u.supportType("STANDARD")));
    assertThat(supportType()).isEqualTo("STANDARD");
  }

  private String supportType() {
    return world
        .eks()
        .describeCluster(r -> r.name("api"))
        .cluster()
        .upgradePolicy()
        .supportTypeAsString();
  }

  @Test
  void updatesItsConfiguration() {
    var update =
        world
            .eks()
            .updateClusterConfig(
                r -> r.name("api").resourcesVpcConfig(v -> v.endpointPrivateAccess(true)))
            .update();
    assertThat(
            world
                .eks()
                .describeUpdate(r -> r.name("api").updateId(update.id()))
                .update()
                .statusAsString())
        .isEqualTo("Successful");
    assertThat(
            world
                .eks()
                .describeCluster(r -> r.name("api"))
                .cluster()
                .resourcesVpcConfig()
                .endpointPrivateAccess())
        .isTrue();
    world.eks().tagResource(r -> r.resourceArn(cluster.arn()).tags(Map.of("a", "b/ c")));
    assertThat(world.eks().listTagsForResource(r -> r.resourceArn(cluster.arn())).tags())
        .containsEntry("a", "b/ c")
        .containsEntry("fnk.dev/lab", "api");
    world.eks().untagResource(r -> r.resourceArn(cluster.arn()).tagKeys("a"));
    assertThat(world.eks().listTagsForResource(r -> r.resourceArn(cluster.arn())).tags())
        .doesNotContainKey("a");
    assertThat(world.eks().listNodegroups(r -> r.clusterName("api")).nodegroups()).isEmpty();
  }
}
