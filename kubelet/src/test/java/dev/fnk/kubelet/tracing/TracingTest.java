package dev.fnk.kubelet.tracing;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.config.TracingSettings;
import dev.fnk.kubelet.task.Pods;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TracingTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  private FakeCollector collector;
  private @Nullable Tracing tracing;
  private @Nullable Thread sender;

  @BeforeEach
  void start() throws IOException {
    collector = new FakeCollector();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (sender != null && tracing != null) {
      sender.interrupt();
      sender.join();
      tracing.close();
      tracing = null;
    }
    collector.close();
  }

  private Tracing to(URI endpoint, int perMillion) {
    var started = Tracing.to(new TracingSettings(endpoint, perMillion), Pods.CONFIG, "0.1.0");
    tracing = started;
    sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    started.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return started;
  }

  private static void startOf(Tracing tracing, String uid) {
    pass(tracing, uid, Milestone.SEEN, 0);
    pass(tracing, uid, Milestone.RESOLVED, 2);
  }

  private static void pass(Tracing tracing, String uid, Milestone milestone, long seconds) {
    var pod =
        new PodTraces.Pod(
            uid, "default", "web", 0, Optional.empty(), Optional.empty(), "Pending", false);
    tracing.pods().passed(pod, Set.of(milestone), NOW.plusSeconds(seconds));
  }

  @Test
  void aCollectorHearsWhoSendsAndWhatHasEnded() throws InterruptedException {
    startOf(to(collector.endpoint(), TracingSettings.ALL), "u1");

    eventually("a span", () -> collector.spans.size() == 1);
    assertThat(collector.spans.getFirst().name()).isEqualTo("resolve inputs");
    assertThat(collector.spans.getFirst().start()).isEqualTo(NOW);
    assertThat(collector.spans.getFirst().end()).isEqualTo(NOW.plusSeconds(2));
    assertThat(collector.resource)
        .containsEntry("service.name", "fnk-kubelet")
        .containsEntry("service.version", "0.1.0")
        .containsEntry("k8s.node.name", "virtual-kubelet")
        .containsEntry("k8s.cluster.name", "eks-lab");
  }

  @Test
  void noneOfAMillionIsNone() throws InterruptedException {
    var none = to(collector.endpoint(), 0);
    for (int i = 0; i < 100; i++) {
      startOf(none, "u" + i);
    }

    sender.interrupt();
    sender.join();
    tracing.close();
    tracing = null;
    assertThat(collector.spans).isEmpty();
    assertThat(none.counts().values()).containsOnly(0L);
  }

  @Test
  void aCollectorThatIsNotThereCostsSpansOnly() throws InterruptedException {
    var away = to(URI.create("http://127.0.0.1:1"), TracingSettings.ALL);
    startOf(away, "u1");

    eventually("counted", () -> away.counts().get(List.of("failed")) == 1);
  }

  @Test
  void oneThatRefusesLikewise() throws InterruptedException {
    collector.answer(503);
    var refused = to(collector.endpoint(), TracingSettings.ALL);
    startOf(refused, "u1");
    eventually("counted", () -> refused.counts().get(List.of("failed")) == 1);

    collector.answer(200);
    startOf(refused, "u2");
    eventually("counted", () -> refused.counts().get(List.of("exported")) == 1);
  }
}
