package dev.fnk.kubelet;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.eks.EksToken;
import dev.fnk.kubelet.eks.EksTokenSource;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeLease;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.task.Pods;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node with all it does while it leads, at an API server that knows nodes and leases only. */
@Timeout(60)
final class NodeLifeTest {
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final NodeFacts FACTS =
      new NodeFacts("vk", "127.0.0.1", 0, 10, 4096, 8192, false, "amd64", "v1", "6", "me");
  private static final EksTokenSource TOKENS =
      new EksTokenSource() {
        @Override
        public EksToken get() {
          return new EksToken("k8s-aws-v1.test", Instant.MAX);
        }

        @Override
        public void refused(EksToken token) {}
      };

  private final ManualClock clock = new ManualClock();
  private final StopSignal stop = new StopSignal();
  private final AtomicInteger looks = new AtomicInteger();
  private FakeApiServer server;
  private NodeClients clients;
  private EksAccess here;
  private volatile EksAccess found;
  private NodeLife life;
  private CompletableFuture<Void> living;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
    here = new EksAccess("eks-lab", server.endpoint(), new TestAuthority().pem());
    found = here;
    clients = new NodeClients(here, TOKENS, server.client(), server.client());
    life =
        new NodeLife(
            Pods.CONFIG,
            FACTS,
            "arn:aws:iam::111122223333:role/node",
            clients,
            () -> {
              looks.incrementAndGet();
              return found;
            },
            new ObstacleLog(clock),
            stop,
            clock,
            new NodeLife.Pace(OFTEN, OFTEN, new Leadership.Pace(OFTEN, OFTEN)));
  }

  @AfterEach
  void stop() throws Exception {
    stop.request();
    if (living != null) {
      living.handle((_, _) -> "ended").get(30, TimeUnit.SECONDS);
    }
    clients.close();
    server.close();
  }

  private void live() {
    living =
        CompletableFuture.runAsync(
            () -> {
              try {
                life.live();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> Thread.ofVirtual().start(task));
  }

  private void leaseOf(String task) throws IOException {
    try (var client = server.client()) {
      var node = new NodeRegistration(client, FACTS, clock).ensure();
      new NodeLease(client, "vk", task, clock).claim(node);
    }
  }

  private Optional<String> holder() {
    return server.lease("vk").map(lease -> lease.getSpec().getHolderIdentity());
  }

  private boolean leads() {
    return holder().equals(Optional.of("me"));
  }

  private boolean saysWhyItIsNotReady() {
    living.getNow(null);
    return server
        .node("vk")
        .filter(
            node ->
                node.getStatus().getConditions().getFirst().getMessage().contains("not listed yet"))
        .isPresent();
  }

  @Test
  void itJoinsLeadsAndLetsGoWhenItHasToStop() throws Exception {
    live();
    eventually("leads", this::leads);
    eventually("its pods' part is at work", this::saysWhyItIsNotReady);
    assertThat(living).isNotDone();

    stop.request();
    living.get(20, TimeUnit.SECONDS);
    assertThat(holder()).isEmpty();
    assertThat(server.node("vk")).isPresent();
    assertThat(looks).hasValue(0);
  }

  @Test
  void itWaitsWhileAnotherTaskIsTheNodeAndDoesNothingAsIt() throws Exception {
    leaseOf("other");
    long before = server.writes.get();
    live();
    long asked = server.asked.get();
    eventually("looked at the lease several times", () -> server.asked.get() > asked + 10);
    assertThat(holder()).contains("other");
    assertThat(server.writes).hasValue(before);

    server.takeLease("vk", "");
    eventually("leads", this::leads);
  }

  @Test
  void aTaskThatWaitsStopsAtOnce() throws Exception {
    leaseOf("other");
    live();
    stop.request();

    living.get(20, TimeUnit.SECONDS);
    assertThat(holder()).contains("other");
  }

  @Test
  void aNodeThatIsNotAdmittedYetAsksTheSameServerAgain() throws Exception {
    server.refusing(403);
    live();
    eventually("two tries", () -> server.asked.get() >= 2);
    assertThat(living).isNotDone();
    assertThat(server.node("vk")).isEmpty();

    server.refusing(0);
    eventually("leads", this::leads);
    assertThat(looks).hasValue(0);
  }

  @Test
  void anApiServerThatIsAwayBeforeItLeadsIsLookedUpAnew() {
    server.away(true);

    assertThatThrownBy(life::live).isInstanceOf(KubernetesClientException.class);
  }

  @Test
  void oneThatFailsIsLookedUpAnewToo() {
    server.refusing(500);

    assertThatThrownBy(life::live)
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(500));
  }

  @Test
  void whenAnotherTaskTakesTheLeaseItWaitsForItAgain() throws Exception {
    live();
    eventually("leads", this::leads);
    server.takeLease("vk", "other");
    // The work it did as the node has ended once it only looks at the lease.
    long asked = server.asked.get();
    eventually("looks", () -> server.asked.get() > asked + 20);
    assertThat(holder()).contains("other");
    assertThat(living).isNotDone();

    server.takeLease("vk", "");
    eventually("leads again", this::leads);
    assertThat(living).isNotDone();
  }

  @Test
  void anApiServerThatIsAwayWhileItLeadsIsWaitedForUnlessTheClusterIsElsewhere() throws Exception {
    live();
    // With all that it does while it leads; the lease alone it may hold since a moment.
    eventually("leads", this::saysWhyItIsNotReady);
    server.away(true);
    clock.pass(NodeLease.RENEW_DEADLINE);
    eventually("looked for the cluster", () -> looks.get() >= 2);
    assertThat(living).isNotDone();

    found = new EksAccess("eks-lab", URI.create("http://127.0.0.1:1"), here.certificateAuthority());
    living.get(30, TimeUnit.SECONDS);
    assertThat(stop.requested()).isFalse();
  }
}
