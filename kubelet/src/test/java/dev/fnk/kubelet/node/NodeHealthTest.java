package dev.fnk.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.schedule.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NodeHealthTest {
  private Instant now = Instant.parse("2026-03-04T05:06:07Z");
  private final VirtualTime time = new VirtualTime();
  private final NodeHealth health = new NodeHealth(() -> now, time.process());
  private final NodeHealth.Part pods = health.part("pods");
  private final NodeHealth.Part api = health.part("kubelet API");

  @Test
  void isNotReadyBeforeEveryPartHasWorked() {
    assertThat(health.readiness())
        .isEqualTo(
            new Readiness(false, "KubeletNotReady", "pods: starting; kubelet API: starting"));

    api.working();
    pods.failing("ECS: AccessDeniedException");
    assertThat(health.readiness().message()).isEqualTo("pods: ECS: AccessDeniedException");

    pods.working();
    assertThat(health.readiness()).isEqualTo(Readiness.READY);
  }

  @Test
  void aFailureThatLastsMakesItNotReady() {
    pods.working();
    api.working();

    pods.failing("ECS is gone");
    now = now.plusSeconds(29);
    pods.failing("ECS is still gone");
    assertThat(health.readiness().ready()).isTrue();

    now = now.plusSeconds(1);
    assertThat(health.readiness())
        .isEqualTo(new Readiness(false, "KubeletNotReady", "pods: ECS is still gone"));

    pods.working();
    assertThat(health.readiness()).isEqualTo(Readiness.READY);
    pods.failing("again");
    assertThat(health.readiness().ready()).isTrue();
  }

  @Test
  void theSameNameIsTheSamePart() {
    health.part("pods").working();
    api.working();
    assertThat(health.readiness()).isEqualTo(Readiness.READY);
  }

  @Test
  void aLoopThatDiesIsCountedAndIsWhyItsPartFails() {
    pods.working();
    api.working();
    pods.supervise(
        "pods",
        () -> {
          throw new IllegalStateException("a bug");
        });

    time.run(Duration.ofSeconds(2));
    now = now.plusSeconds(30);

    assertThat(health.restarts()).isEqualTo(Map.of("pods", 2L, "kubelet API", 0L));
    assertThat(health.readiness().message())
        .isEqualTo("pods: stopped unexpectedly: java.lang.IllegalStateException: a bug");
  }
}
