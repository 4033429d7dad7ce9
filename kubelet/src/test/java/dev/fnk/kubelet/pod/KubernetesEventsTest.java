package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fnk.kubelet.pod.ScriptedApiServer.Answer;
import dev.fnk.kubelet.schedule.VirtualTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class KubernetesEventsTest {
  private static final String PATH = "/api/v1/namespaces/default/events";

  private final VirtualTime time = new VirtualTime();
  private final AtomicInteger made = new AtomicInteger();
  private ScriptedApiServer server;
  private KubernetesClient client;
  private KubernetesEvents events;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedApiServer();
    server.answers(this::made);
    client = server.client();
    events = new KubernetesEvents(client, "virtual-kubelet", time::now);
  }

  @AfterEach
  void stop() {
    events.close();
    client.close();
    server.close();
  }

  /** As an API server that names what it is given. */
  private Answer made(ScriptedApiServer.Asked asked) {
    return asked.method().equals("POST")
        ? new Answer(201, "{\"metadata\":{\"name\":\"web." + made.incrementAndGet() + "\"}}")
        : Answer.ok("{}");
  }

  private static Pod pod(String uid) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid(uid)
        .withResourceVersion("7")
        .addToLabels("app", "web")
        .endMetadata()
        .build();
  }

  private void tell(String message) {
    events.tell(pod("uid-1"), false, "Started", message);
  }

  /** Events are written in their order: once this one is, all before are. */
  private void settled() throws InterruptedException {
    String mark = "settled " + System.nanoTime();
    events.tell(pod(mark), false, "Mark", mark);
    eventually(
        "the writer has come so far",
        () ->
            server.asked("POST").stream()
                .anyMatch(a -> a.body().at("/message").asString().equals(mark)));
  }

  private long written() {
    return server.asked().stream()
        .filter(a -> !a.body().at("/reason").asString("").equals("Mark"))
        .count();
  }

  @Test
  void anEventOfAContainerNamesItsFieldAndIsAnotherThanThatOfAnotherContainer()
      throws InterruptedException {
    Pod pod =
        new PodBuilder(pod("uid-1"))
            .withNewSpec()
            .addNewInitContainer()
            .withName("setup")
            .endInitContainer()
            .addNewContainer()
            .withName("web")
            .endContainer()
            .endSpec()
            .build();
    for (String container : List.of("setup", "web", "web")) {
      events.tell(pod, container, true, "Unhealthy", "connection refused");
    }
    events.tell(pod, true, "Unhealthy", "connection refused");
    settled();

    assertThat(server.asked("POST"))
        .extracting(asked -> asked.body().at("/involvedObject/fieldPath").asString(""))
        .containsExactly("spec.initContainers{setup}", "spec.containers{web}", "", "");
  }

  @Test
  void anEventNamesItsPodAndWhoTells() throws InterruptedException {
    events.tell(pod("uid-1"), true, "Failed", "it \"failed\"");
    settled();

    var asked = server.asked().getFirst();
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.path()).isEqualTo(PATH);
    JsonNode event = asked.body();
    assertThat(event.at("/metadata/generateName").asString()).isEqualTo("web.");
    assertThat(event.at("/metadata/namespace").asString()).isEqualTo("default");
    assertThat(event.at("/involvedObject/kind").asString()).isEqualTo("Pod");
    assertThat(event.at("/involvedObject/apiVersion").asString()).isEqualTo("v1");
    assertThat(event.at("/involvedObject/name").asString()).isEqualTo("web");
    assertThat(event.at("/involvedObject/namespace").asString()).isEqualTo("default");
    assertThat(event.at("/involvedObject/uid").asString()).isEqualTo("uid-1");
    assertThat(event.at("/involvedObject/resourceVersion").asString()).isEqualTo("7");
    assertThat(event.at("/type").asString()).isEqualTo("Warning");
    assertThat(event.at("/reason").asString()).isEqualTo("Failed");
    assertThat(event.at("/message").asString()).isEqualTo("it \"failed\"");
    assertThat(event.at("/count").asInt()).isEqualTo(1);
    assertThat(event.at("/firstTimestamp").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(event.at("/lastTimestamp").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(event.at("/source/component").asString()).isEqualTo("fnk");
    assertThat(event.at("/source/host").asString()).isEqualTo("virtual-kubelet");
  }

  @Test
  void noMessageIsLongerThanTheApiServerTakes() throws InterruptedException {
    tell("a".repeat(1024));
    tell("b".repeat(1025));
    settled();

    assertThat(server.asked().get(0).body().at("/message").asString()).hasSize(1024);
    assertThat(server.asked().get(1).body().at("/message").asString()).isEqualTo("b".repeat(1024));
  }

  @Test
  void theSameAgainCountsUpTheOneThatIsThereAtMostOnceInTenSeconds() throws InterruptedException {
    tell("a");
    time.run(Duration.ofMillis(9_999));
    tell("a");
    settled();
    assertThat(written()).isEqualTo(1);

    time.run(Duration.ofMillis(1));
    tell("a");
    time.run(Duration.ofSeconds(10));
    tell("a");
    settled();

    assertThat(server.asked("PATCH"))
        .extracting(a -> a.path(), a -> a.body().at("/count").asInt())
        .containsExactly(tuple(PATH + "/web.1", 2), tuple(PATH + "/web.1", 3));
    assertThat(server.asked("PATCH").getLast().body().at("/lastTimestamp").asString())
        .isEqualTo("2026-01-01T00:00:20Z");
  }

  @Test
  void anEventThatIsNoLongerThereIsMadeAnew() throws InterruptedException {
    tell("a");
    settled();
    server.answers(
        asked -> asked.method().equals("PATCH") ? Answer.failure(404, "not found") : made(asked));
    time.run(Duration.ofSeconds(10));
    tell("a");
    time.run(Duration.ofSeconds(10));
    tell("a");
    settled();

    assertThat(server.asked("PATCH")).hasSize(1);
    assertThat(
            server.asked("POST").stream()
                .filter(a -> a.body().at("/message").asString().equals("a")))
        .hasSize(2)
        .allSatisfy(a -> assertThat(a.body().at("/count").asInt()).isEqualTo(1));
  }

  @Test
  void anEventThatCannotBeWrittenHoldsUpNone() throws InterruptedException {
    server.answers(Answer.failure(500, "no"));
    tell("a");
    eventually("a try", () -> server.asked().size() == 1);
    server.answers(this::made);
    tell("b");
    settled();

    assertThat(written()).isEqualTo(2);
  }

  @Test
  void aPodHasNoMoreEventsThanItsLimit() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      tell("message " + i);
    }
    settled();

    assertThat(written()).isEqualTo(25);
  }

  @Test
  void aThousandWaitAtMostAndTheRestIsDropped() throws InterruptedException {
    var go = new CountDownLatch(1);
    server.answers(
        asked -> {
          go.await();
          return made(asked);
        });
    events.tell(pod("first"), false, "Started", "first");
    eventually("the first is being written", () -> server.asked().size() == 1);
    for (int i = 0; i < 1500; i++) {
      events.tell(pod("uid-" + i), false, "Started", "message " + i);
    }
    go.countDown();
    eventually("what waited is written", () -> made.get() == 1001);
    settled();

    assertThat(written()).isEqualTo(1001);
    assertThat(server.asked().get(1000).body().at("/message").asString()).isEqualTo("message 999");
  }

  @Test
  void nothingIsWrittenOnceItIsClosed() throws InterruptedException {
    var go = new CountDownLatch(1);
    server.answers(
        asked -> {
          go.await();
          return made(asked);
        });
    tell("a");
    tell("b");
    eventually("the first is being written", () -> server.asked().size() == 1);
    events.close();
    tell("c");
    go.countDown();
    eventually("the first is written", () -> made.get() == 1);

    assertThat(server.asked()).hasSize(1);
  }
}
