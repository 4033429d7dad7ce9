package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.pod.ScriptedApiServer.Answer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class KubernetesPodApiTest {
  private static final String PATH = "/api/v1/namespaces/default/pods/web";
  private static final PodStatus RUNNING = new PodStatusBuilder().withPhase("Running").build();

  private ScriptedApiServer server;
  private KubernetesClient client;
  private KubernetesPodApi api;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedApiServer();
    client = server.client();
    api = new KubernetesPodApi(client, "virtual-kubelet");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static Pod pod(@Nullable PodStatus status) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid("uid-1")
        .withResourceVersion("7")
        .endMetadata()
        .withStatus(status)
        .build();
  }

  private static String json(String uid, String version) {
    return """
        {"metadata":{"name":"web","namespace":"default","uid":"%s","resourceVersion":"%s",
          "managedFields":[{"manager":"fnk","operation":"Update"}]},
         "status":{"phase":"Running"}}
        """
        .formatted(uid, version);
  }

  private static String list(String... pods) {
    return "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":["
        + String.join(",", pods)
        + "]}";
  }

  private PodApi.Written write() throws InterruptedException {
    return api.writeStatus(pod(null), RUNNING, Map.of());
  }

  @Test
  void aStatusIsWrittenIfThePodStillIsAsItWasSeen() throws InterruptedException {
    server.answers(Answer.ok(json("uid-1", "8")));

    var written = write();

    assertThat(written)
        .isInstanceOfSatisfying(
            PodApi.Written.Done.class,
            done -> {
              assertThat(done.pod().getMetadata().getResourceVersion()).isEqualTo("8");
              assertThat(done.pod().getMetadata().getManagedFields()).isEmpty();
            });
    var asked = server.asked().getFirst();
    assertThat(server.asked()).hasSize(1);
    assertThat(asked.method()).isEqualTo("PATCH");
    assertThat(asked.path()).isEqualTo(PATH + "/status");
    assertThat(asked.contentType()).isEqualTo("application/merge-patch+json");
    assertThat(asked.body().at("/metadata/uid").asString()).isEqualTo("uid-1");
    assertThat(asked.body().at("/metadata/resourceVersion").asString()).isEqualTo("7");
    assertThat(asked.body().at("/metadata/annotations").isMissingNode()).isTrue();
    assertThat(asked.body().at("/status/phase").asString()).isEqualTo("Running");
  }

  @Test
  void whatTheStatusNoLongerSaysAndNotesThatAreNoMoreAreRemoved() throws InterruptedException {
    server.answers(Answer.ok(json("uid-1", "8")));
    var before =
        new PodStatusBuilder().withPhase("Pending").withReason("Evicted").withMessage("m").build();
    var notes = new LinkedHashMap<String, @Nullable String>();
    notes.put("fnk.dev/task", "t1");
    notes.put("fnk.dev/previous-task", null);

    api.writeStatus(pod(before), RUNNING, notes);

    JsonNode body = server.asked().getFirst().body();
    assertThat(body.at("/status/phase").asString()).isEqualTo("Running");
    assertThat(body.at("/status/reason").isNull()).isTrue();
    assertThat(body.at("/status/message").isNull()).isTrue();
    JsonNode annotations = body.at("/metadata/annotations");
    assertThat(annotations.get("fnk.dev/task").asString()).isEqualTo("t1");
    assertThat(annotations.get("fnk.dev/previous-task").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409})
  void whoeverWasFasterIsReadAndNothingIsWritten(int code) throws InterruptedException {
    server.answers(
        asked ->
            asked.method().equals("PATCH")
                ? Answer.failure(code, "no")
                : Answer.ok(list(json("uid-0", "3"), json("uid-1", "9"))));

    assertThat(write())
        .isInstanceOfSatisfying(
            PodApi.Written.Stale.class,
            stale -> assertThat(stale.pod().getMetadata().getResourceVersion()).isEqualTo("9"));
    assertThat(server.asked("PATCH")).hasSize(1);
    assertThat(server.asked("GET"))
        .singleElement()
        .satisfies(
            get -> {
              assertThat(get.path()).isEqualTo("/api/v1/namespaces/default/pods");
              assertThat(get.query()).contains("spec.nodeName=virtual-kubelet");
              assertThat(get.query()).contains("metadata.name=web");
            });
  }

  @Test
  void aPodOfAnotherUidIsAnother() throws InterruptedException {
    server.answers(
        asked ->
            asked.method().equals("PATCH")
                ? Answer.failure(409, "uid")
                : Answer.ok(list(json("uid-2", "9"))));

    assertThat(write()).isEqualTo(new PodApi.Written.Gone());
    assertThat(api.live(pod(null))).isEmpty();
  }

  @Test
  void aFailureSaysWhatTheServerSaid() {
    server.answers(Answer.failure(500, "etcdserver: leader changed"));

    assertThatThrownBy(this::write)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(500))
        .hasMessageContaining("PATCH " + PATH + "/status: 500 etcdserver: leader changed");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aFailureInSomebodyElsesWordsIsOneToo() {
    server.answers(new Answer(502, "<html>Bad Gateway</html>"));

    assertThatThrownBy(this::write)
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("502 <html>Bad Gateway</html>");
  }

  @Test
  void aConnectionThatBreaksIsAFailureWithoutACode() {
    server.answers(new Answer(0, ""));

    assertThatThrownBy(this::write)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isNotPositive())
        .hasMessageContaining("PATCH " + PATH);
  }

  @Test
  void aPodIsTakenOutAtOnceAndNoOtherOfItsName() throws InterruptedException {
    server.answers(Answer.ok("{}"));

    api.delete(pod(null));

    assertThat(server.asked())
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.method()).isEqualTo("DELETE");
              assertThat(asked.path()).isEqualTo(PATH);
              assertThat(asked.body().at("/gracePeriodSeconds").asInt(-1)).isZero();
              assertThat(asked.body().at("/preconditions/uid").asString()).isEqualTo("uid-1");
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409})
  void whatIsGoneNeedsNotBeTakenOut(int code) throws InterruptedException {
    server.answers(Answer.failure(code, "no"));

    api.delete(pod(null));

    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void aDeleteThatFailsSaysSo() {
    server.answers(Answer.failure(500, "no"));

    assertThatThrownBy(() -> api.delete(pod(null)))
        .asInstanceOf(InstanceOfAssertFactories.type(KubernetesClientException.class))
        .satisfies(e -> assertThat(e.getCode()).isEqualTo(500));
  }

  @Test
  void tenCallsAreUnderWayAtMostHoweverManyPodsHaveNews() throws InterruptedException {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var go = new CountDownLatch(1);
    server.answers(
        _ -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          go.await();
          now.decrementAndGet();
          return Answer.ok(json("uid-1", "8"));
        });

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        threads.submit(this::write);
      }
      eventually("ten calls", () -> now.get() == 10);
      // Those that wait have had the time to overtake.
      assertThat(go.await(200, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(now).hasValue(10);
      go.countDown();
    }
    assertThat(server.asked()).hasSize(40);
    assertThat(most).hasValue(10);
  }

  @Test
  void aCallThatFailsLeavesItsPlaceToTheNext() throws InterruptedException {
    server.answers(Answer.failure(500, "no"));
    for (int i = 0; i < 11; i++) {
      assertThatThrownBy(this::write).isInstanceOf(KubernetesClientException.class);
    }
    server.answers(Answer.ok(json("uid-1", "8")));

    assertThat(write()).isInstanceOf(PodApi.Written.Done.class);
  }
}
