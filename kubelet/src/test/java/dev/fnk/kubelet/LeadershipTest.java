package dev.fnk.kubelet;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.node.NodeLease;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.schedule.SystemScheduler;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The renewals are quick here; the clock that the permit goes by stands still. */
@Timeout(60)
final class LeadershipTest {
  private static final NodeFacts FACTS =
      new NodeFacts("vk", "10.0.0.9", 10250, 10, 4096, 8192, false, "amd64", "v1", "6", "me");
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final ManualClock clock = new ManualClock();
  private final StopSignal stop = new StopSignal();
  private final List<String> obstacles = new CopyOnWriteArrayList<>();
  private final AtomicInteger cleared = new AtomicInteger();
  private FakeApiServer server;
  private KubernetesClient client;
  private NodeRegistration registration;
  private Leadership leadership;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
    client = server.client();
    registration = new NodeRegistration(client, FACTS, clock);
    var lease = new NodeLease(client, "vk", "me", clock);
    lease.claim(registration.ensure());
    leadership =
        new Leadership(
            lease,
            registration,
            new NodeHealth(clock, new SystemScheduler()),
            e -> obstacles.add(String.valueOf(e.getMessage())),
            cleared::incrementAndGet,
            stop,
            clock,
            new Leadership.Pace(OFTEN, OFTEN));
  }

  @AfterEach
  void stop() {
    leadership.close();
    client.close();
    server.close();
  }

  @Test
  void anApiServerThatIsAwayClosesThePermitAndEndsNothing() throws Exception {
    var end = end();
    server.away(true);
    eventually("a failed renewal", () -> !obstacles.isEmpty());
    assertThat(leadership.open()).isTrue();

    clock.pass(NodeLease.RENEW_DEADLINE);
    assertThat(leadership.open()).isFalse();
    var writer = CompletableFuture.runAsync(this::awaitPermit, THREADS);
    clock.pass(Duration.ofMinutes(10));
    assertThat(writer).isNotDone();
    assertThat(end).isNotDone();

    server.away(false);
    writer.get(20, TimeUnit.SECONDS);
    assertThat(leadership.open()).isTrue();
    assertThat(end).isNotDone();
    eventually("it is told that it is well", () -> cleared.get() == 1);
  }

  @Test
  void thePermitIsClosedBeforeAnotherTaskCanTakeTheLease() {
    assertThat(NodeLease.RENEW_DEADLINE).isLessThan(NodeLease.DURATION);
  }

  @Test
  void anotherHolderEndsIt() throws Exception {
    var end = end();
    server.takeLease("vk", "other");

    assertThat(end.get(20, TimeUnit.SECONDS)).contains("task other has it");
    assertThat(leadership.open()).isFalse();
  }

  @Test
  void itIsNotTakenBackFromWhoTookItMeanwhile() throws Exception {
    var end = end();
    server.away(true);
    eventually("a failed renewal", () -> !obstacles.isEmpty());
    clock.pass(Duration.ofMinutes(1));
    server.takeLease("vk", "other");
    server.away(false);

    assertThat(end.get(20, TimeUnit.SECONDS)).contains("task other has it");
    assertThat(server.lease("vk").orElseThrow().getSpec().getHolderIdentity()).isEqualTo("other");
  }

  @Test
  void aLeaseThatWentWithItsNodeIsBack() throws Exception {
    var end = end();
    server.deleteNode("vk");
    registration.ensure();

    eventually("the lease", () -> server.lease("vk").isPresent());
    eventually(
        "its owner",
        () ->
            server
                .lease("vk")
                .orElseThrow()
                .getMetadata()
                .getOwnerReferences()
                .getFirst()
                .getUid()
                .equals(server.node("vk").orElseThrow().getMetadata().getUid()));
    assertThat(end).isNotDone();
    assertThat(leadership.open()).isTrue();
  }

  @Test
  void whoStopsGivesItUp() throws Exception {
    var end = end();
    stop.request();
    assertThat(end.get(20, TimeUnit.SECONDS)).isEmpty();
    leadership.close();

    assertThat(server.lease("vk").orElseThrow().getSpec().getHolderIdentity()).isNull();
  }

  private CompletableFuture<Optional<String>> end() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return leadership.awaitEnd();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        THREADS);
  }

  private void awaitPermit() {
    try {
      leadership.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
