package dev.fnk.local.ecs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChangeSignalTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ChangeSignal changes = new ChangeSignal();

  @Test
  void changesAreCounted() {
    assertThat(changes.count()).isZero();
    changes.signal();
    changes.signal();
    assertThat(changes.count()).isEqualTo(2);
  }

  @Test
  void whoHasNotSeenTheLastChangeDoesNotWait() throws Exception {
    changes.signal();
    long begun = System.nanoTime();
    changes.await(0, LONG);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG);
  }

  @Test
  void whoHasSeenItWaitsForTheNext() throws Exception {
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    changes.await(0, LONG);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(waiting.join(Duration.ofMillis(50))).isFalse();
    changes.signal();
    assertThat(waiting.join(LONG.dividedBy(2))).isTrue();
  }

  @Test
  void nobodyWaitsForLongerThanHeWants() throws Exception {
    long begun = System.nanoTime();
    changes.await(0, Duration.ofMillis(20));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(19));
  }
}
