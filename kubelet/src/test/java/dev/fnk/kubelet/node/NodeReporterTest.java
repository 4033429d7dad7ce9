package dev.fnk.kubelet.node;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.FakeApiServer;
import dev.fnk.kubelet.schedule.SystemScheduler;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NodeReporterTest {
  private static final NodeFacts FACTS =
      new NodeFacts("vk", "10.0.0.9", 10250, 10, 4096, 8192, false, "amd64", "v1", "6", "task");

  private final NodeHealth health = new NodeHealth(InstantSource.system(), new SystemScheduler());
  private final NodeHealth.Part pods = health.part("pods");
  private FakeApiServer server;
  private KubernetesClient client;
  private NodeRegistration registration;
  private volatile boolean open = true;
  private final WritePermit permit =
      new WritePermit() {
        @Override
        public boolean open() {
          return open;
        }

        @Override
        public void await() throws InterruptedException {
          while (!open) {
            Thread.sleep(5);
          }
        }
      };

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
    client = server.client();
    registration = new NodeRegistration(client, FACTS, Clock.systemUTC());
    registration.ensure();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void readyIsNotSaidBeforeThePodsPartWorksAndThenAtOnce() throws InterruptedException {
    try (var _ = NodeReporter.start(registration, health, permit, "vk", Duration.ofHours(1))) {
      eventually("why", () -> ready().getMessage().equals("pods: starting"));
      pods.failing("cannot see the node's tasks yet");
      eventually("why not", () -> ready().getMessage().contains("cannot see the node's tasks"));
      assertThat(ready().getStatus()).isEqualTo("False");
      assertThat(ready().getReason()).isEqualTo("KubeletNotReady");

      pods.working();
      eventually("Ready", () -> ready().getStatus().equals("True"));
    }
  }

  @Test
  void aNodeThatWasDeletedComesBack() throws InterruptedException {
    pods.working();
    try (var _ = NodeReporter.start(registration, health, permit, "vk", Duration.ofMillis(300))) {
      eventually("Ready", () -> ready().getStatus().equals("True"));
      String uid = server.node("vk").orElseThrow().getMetadata().getUid();

      server.deleteNode("vk");

      eventually("another", () -> server.node("vk").isPresent());
      assertThat(ready().getStatus()).isEqualTo("True");
      String next = server.node("vk").orElseThrow().getMetadata().getUid();
      assertThat(next).isNotEqualTo(uid);
      eventually(
          "known to the lease", () -> registration.current().getMetadata().getUid().equals(next));
    }
  }

  @Test
  void nothingIsWrittenWithoutThePermit() throws InterruptedException {
    open = false;
    pods.working();
    try (var _ = NodeReporter.start(registration, health, permit, "vk", Duration.ofMillis(10))) {
      long before = server.writes.get();
      Thread.sleep(600);
      assertThat(server.writes).hasValue(before);

      open = true;
      eventually("Ready", () -> ready().getStatus().equals("True"));
    }
  }

  @Test
  void aCapacityThatChangesIsTold() throws InterruptedException {
    pods.working();
    try (var _ = NodeReporter.start(registration, health, permit, "vk", Duration.ofMillis(10))) {
      eventually("4 vCPUs", () -> cpu().equals(new Quantity("4")));

      registration.use(new NodeCapacity(16 * 1024, 131_072));

      eventually("16 vCPUs", () -> cpu().equals(new Quantity("16")));
      assertThat(server.node("vk").orElseThrow().getStatus().getAllocatable().get("memory"))
          .isEqualTo(new Quantity("128Gi"));
    }
  }

  @Test
  void anApiServerThatIsAwayIsAskedAgain() throws InterruptedException {
    server.away(true);
    pods.working();
    try (var _ = NodeReporter.start(registration, health, permit, "vk", Duration.ofMillis(300))) {
      Thread.sleep(500);
      server.away(false);
      eventually("Ready", () -> ready().getStatus().equals("True"));
    }
    assertThat(health.restarts()).containsEntry("node status", 0L);
  }

  private Quantity cpu() {
    return server.node("vk").orElseThrow().getStatus().getCapacity().get("cpu");
  }

  private NodeCondition ready() {
    return server.node("vk").orElseThrow().getStatus().getConditions().getFirst();
  }
}
