package dev.fnk.kubelet;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.node.NodeLease;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.schedule.SystemScheduler;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ClusterWatchTest {
  private static final NodeFacts FACTS =
      new NodeFacts("vk", "10.0.0.9", 10250, 10, 4096, 8192, false, "amd64", "v1", "6", "me");
  private static final EksAccess HERE = access("https://here.test");
  private static final Duration OFTEN = Duration.ofMillis(10);

  private final ManualClock clock = new ManualClock();
  private final NodeHealth health = new NodeHealth(clock, new SystemScheduler());
  private final AtomicInteger looks = new AtomicInteger();
  private volatile EksAccess found = HERE;
  private volatile boolean broken;
  private FakeApiServer server;
  private KubernetesClient client;
  private Leadership leadership;
  private ClusterWatch watch;

  @BeforeEach
  void start() throws IOException {
    server = new FakeApiServer();
    client = server.client();
    var registration = new NodeRegistration(client, FACTS, clock);
    var lease = new NodeLease(client, "vk", "me", clock);
    lease.claim(registration.ensure());
    leadership =
        new Leadership(
            lease,
            registration,
            health,
            _ -> {},
            () -> {},
            new StopSignal(),
            clock,
            new Leadership.Pace(OFTEN, OFTEN));
    watch = new ClusterWatch(HERE, this::lookUp, leadership, health.sidePart("cluster"), OFTEN);
  }

  private EksAccess lookUp() throws IOException {
    looks.incrementAndGet();
    if (broken) {
      throw new IOException("EKS does not answer");
    }
    return found;
  }

  @AfterEach
  void stop() {
    watch.close();
    leadership.close();
    client.close();
    server.close();
  }

  @Test
  void aClusterThatAnswersIsNotLookedFor() throws InterruptedException {
    found = access("https://there.test");
    Thread.sleep(200);

    assertThat(looks).hasValue(0);
    assertThat(watch.moved()).isFalse();
  }

  @Test
  void oneThatIsAwayAndWhereItWasIsWaitedFor() throws InterruptedException {
    away();
    broken = true;
    eventually("looks", () -> looks.get() > 2);
    broken = false;
    int before = looks.get();
    eventually("looks again", () -> looks.get() > before + 2);

    assertThat(watch.moved()).isFalse();
    server.away(false);
    eventually("writes go on", leadership::open);
  }

  @Test
  void oneThatIsElsewhereEndsTheLeadership() throws InterruptedException {
    away();
    found = access("https://there.test");

    assertThat(leadership.awaitEnd()).contains("the cluster's endpoint or authority has changed");
    assertThat(watch.moved()).isTrue();
  }

  private void away() {
    server.away(true);
    clock.pass(NodeLease.RENEW_DEADLINE);
  }

  private static EksAccess access(String endpoint) {
    return new EksAccess("c", URI.create(endpoint), "pem");
  }
}
