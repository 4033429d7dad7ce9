package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.Usage;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.resource.eks.TestClusters;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** An object from a manifest. */
@Timeout(60)
final class KubernetesObjectTest {
  private static final String PATH = "/api/v1/namespaces/shop/configmaps/settings";
  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: settings
        namespace: shop
        labels: {fnk.dev/lab: eks-lab}
      data: {mode: "%s"}
      """;

  private final ReachedCluster reached =
      new ReachedCluster(new TestLab(new FakeAws().clients(), Map.of()));
  private final EksCluster cluster = reached.cluster;
  private final ClusterAccess access = reached.access;
  private final ObservedState known = reached.known;
  private final FakeWork work = reached.work;
  private final FakeKubernetes kubernetes = reached.kubernetes;
  private Optional<String> manifest = Optional.of(MANIFEST.formatted("a"));
  private Optional<String> lacks = Optional.empty();
  private boolean left;
  private final KubernetesObject object =
      new KubernetesObject(
          access,
          new LabTags("eks-lab", "eu-west-1", "workload", "1"),
          new KubernetesObject.Wanted(
              "kubernetes:config-map",
              new KubernetesObject.Key("v1", "ConfigMap", Optional.of("shop"), "settings"),
              _ -> manifest,
              List.of(),
              List.of(new Usage.PublicAddresses("x", 1)),
              new KubernetesObject.Settled() {
                @Override
                public Optional<String> lacks(JsonNode is) {
                  return lacks;
                }

                @Override
                public String why(KubernetesClient client) {
                  return "; no image";
                }

                @Override
                public void gone(ClusterAccess of, dev.fnk.cli.resource.ResourceContext context) {
                  left = true;
                }
              }));

  @AfterEach
  void stop() {
    reached.close();
  }

  private Present<KubernetesObject.Attributes> seen() {
    return object.observe(known).present().orElseThrow();
  }

  @Test
  void itIsAppliedAndIsThenWhatItShouldBe() {
    assertThat(object.observe(known)).isInstanceOf(Absent.class);

    var made = object.create(work);

    assertThat(made).isEqualTo(seen());
    assertThat(made.id()).isEqualTo("uid-settings");
    assertThat(made.state()).isEqualTo("present");
    assertThat(object.diff(made, known)).isEqualTo(Change.none());
    assertThat(kubernetes.writes())
        .singleElement()
        .asString()
        .startsWith("PATCH " + PATH)
        .contains("fieldManager=fnk", "force=true");
    assertThat(object.label()).isEqualTo("kubernetes:config-map shop/settings");
    assertThat(object.needs()).containsExactly(cluster);
    assertThat(object.inside()).contains(cluster);
    assertThat(object.usage(known)).hasSize(1);
    assertThat(object.traces(known)).isEmpty();
  }

  @Test
  void anObjectOfTheClusterHasNoNamespaceInItsName() {
    var plain =
        new KubernetesObject(
            access,
            new LabTags("eks-lab", "eu-west-1", "workload", "1"),
            KubernetesObject.Wanted.plain(
                "kubernetes:namespace",
                KubernetesObject.Key.cluster("v1", "Namespace", "shop"),
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {fnk.dev/lab: eks-lab}}
                """));

    var made = plain.create(work);

    assertThat(plain.name()).isEqualTo("shop");
    assertThat(kubernetes.objects()).containsKey("/api/v1/namespaces/shop");
    plain.delete(made, work);
    assertThat(plain.observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void whatDiffersIsNamedAndAppliedAnew() {
    object.create(work);
    manifest = Optional.of(MANIFEST.formatted("b"));

    assertThat(object.diff(seen(), known).reason()).startsWith("differs at ").contains("mode");
    object.update(seen(), work);
    assertThat(object.diff(seen(), known)).isEqualTo(Change.none());
    assertThat(kubernetes.objects().get(PATH).at("/data/mode").asString()).isEqualTo("b");

    manifest = Optional.empty();
    assertThat(object.diff(seen(), known)).isEqualTo(Change.update("what it names has changed"));
    assertThatThrownBy(() -> object.create(work))
        .isInstanceOf(ResourceException.class)
        .hasMessage("what it names does not exist");
  }

  @Test
  void whatDoesNotWorkYetIsWaitedForAndThenSaid() {
    lacks = Optional.of("0 of 2 pods are available");

    assertThatThrownBy(() -> object.create(work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("it to work: 0 of 2 pods are available; no image");
    assertThat(seen().state()).isEqualTo("0 of 2 pods are available");
    assertThat(object.diff(seen(), known)).isEqualTo(Change.update("0 of 2 pods are available"));
  }

  @Test
  void anothersIsForeign() {
    kubernetes.put("/api/v1/namespaces/shop/configmaps", "settings", "{\"kind\":\"ConfigMap\"}");

    assertThat(object.observe(known))
        .isEqualTo(
            new Foreign<>(
                "kubernetes:config-map shop/settings",
                Optional.empty(),
                "it carries no tag fnk.dev/lab"));
  }

  @Test
  void oneThatIsBeingDeletedIsReplaced() {
    object.create(work);
    var held = kubernetes.objects().get(PATH);
    held.withObject("/metadata").withArray("finalizers").add("example.com/hold");
    held.withObject("/metadata").put("deletionTimestamp", "2026-11-25T00:00:00Z");

    assertThat(seen().state()).isEqualTo("Terminating");
    assertThat(object.diff(seen(), known)).isEqualTo(Change.replace("it is being deleted"));
    assertThatThrownBy(() -> object.delete(seen(), work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("it to be gone");
    assertThat(left).isFalse();
  }

  @Test
  void itGoesWithWhatItBroughtAndOneThatIsGoneIsNoError() {
    var made = object.create(work);

    object.delete(made, work);

    assertThat(kubernetes.objects()).isEmpty();
    assertThat(left).isTrue();
    object.delete(made, work);
  }

  @Test
  void aServerInTroubleIsAskedAgainAndARefusalIsSaid() {
    kubernetes.failNext("PATCH", 503);
    object.create(work);

    kubernetes.failNext("PATCH", 403);
    assertThatThrownBy(() -> object.create(work))
        .isInstanceOf(ResourceException.class)
        .hasMessage("the API server refuses: no");
    kubernetes.failNext("GET", 403);
    assertThatThrownBy(() -> object.observe(known)).isInstanceOf(ResourceException.class);
  }

  @Test
  void whereNoApiServerCouldAnswerThereIsNone() {
    known.put(cluster, new Absent<>());
    assertThat(object.observe(known)).isInstanceOf(Absent.class);

    var at = TestClusters.at(kubernetes.endpoint());
    known.put(cluster, new Present<>(at.id(), at.arn(), "CREATING", at.attributes()));
    assertThat(object.observe(known)).isInstanceOf(Absent.class);
    known.put(cluster, TestClusters.at(""));
    assertThat(object.observe(known)).isInstanceOf(Absent.class);
  }
}
