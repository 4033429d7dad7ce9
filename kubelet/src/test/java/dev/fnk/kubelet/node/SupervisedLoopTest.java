package dev.fnk.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SupervisedLoopTest {
  private static final Duration SOON = Duration.ofMillis(5);

  private final NodeHealth health = new NodeHealth(InstantSource.system());
  private final NodeHealth.Part part = health.part("pods");

  @Test
  void aLoopThatDiesIsStartedAgainAndCounted() throws InterruptedException {
    var runs = new AtomicInteger();
    var recovered = new CountDownLatch(1);
    try (var _ =
        SupervisedLoop.start(
            "loop",
            part,
            () -> {
              switch (runs.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("unexpected");
                case 2 -> throw new AssertionError("worse");
                default -> {
                  recovered.countDown();
                  Thread.sleep(Duration.ofMinutes(5));
                }
              }
            },
            SOON)) {
      assertThat(recovered.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(health.restarts()).containsEntry("pods", 2L);
      assertThat(health.readiness().message())
          .isEqualTo("pods: stopped unexpectedly: java.lang.AssertionError: worse");
    }
    assertThat(runs).hasValue(3);
  }

  @Test
  void aLoopThatReturnsIsNotStartedAgain() throws InterruptedException {
    var runs = new AtomicInteger();
    var ended = new CountDownLatch(1);
    try (var _ =
        SupervisedLoop.start(
            "loop",
            part,
            () -> {
              runs.incrementAndGet();
              ended.countDown();
            },
            SOON)) {
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(runs).hasValue(1);
    assertThat(health.restarts()).containsEntry("pods", 0L);
  }

  @Test
  void closingInterruptsTheLoop() throws InterruptedException {
    var interrupted = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    var loop =
        SupervisedLoop.start(
            "loop",
            part,
            () -> {
              started.countDown();
              try {
                Thread.sleep(Duration.ofMinutes(5));
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            });
    assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
    loop.close();
    assertThat(interrupted.getCount()).isZero();
    assertThat(health.restarts()).containsEntry("pods", 0L);
  }
}
