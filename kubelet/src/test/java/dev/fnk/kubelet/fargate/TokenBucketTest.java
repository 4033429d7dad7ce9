package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final VirtualTime time = new VirtualTime();
  private final Scheduler scheduler = time.process();
  private final TokenBucket bucket = new TokenBucket(3, 2, scheduler);

  private void pass(Duration duration) {
    time.run(duration);
  }

  @Test
  void theBurstIsFree() {
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.reserve()).isZero();
    }
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void thoseWhoWaitAreServedInOrder() {
    for (int i = 0; i < 3; i++) {
      bucket.reserve();
    }
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(500));
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(1000));
    pass(Duration.ofMillis(500));
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(1000));
  }

  @Test
  void restNeverSavesMoreThanTheBurst() {
    pass(Duration.ofHours(1));
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.reserve()).isZero();
    }
    assertThat(bucket.reserve()).isPositive();
  }

  @Test
  void theSustainedRateHolds() {
    Duration waited = Duration.ZERO;
    for (int i = 0; i < 103; i++) {
      Duration wait = bucket.reserve();
      pass(wait);
      waited = waited.plus(wait);
    }
    assertThat(waited).isBetween(Duration.ofMillis(49_990), Duration.ofMillis(50_010));
  }

  @Test
  void whoNoLongerWantsItsTurnLeavesItToTheNext() {
    for (int i = 0; i < 3; i++) {
      bucket.reserve();
    }
    var wanted = new AtomicBoolean(true);
    List<String> turns = new ArrayList<>();
    Patience patience =
        duration -> {
          scheduler.sleep(duration);
          return wanted.get();
        };
    scheduler.start("one", () -> turns.add("one " + take(patience)));
    wanted.set(false);
    time.run(Duration.ofMillis(500));
    assertThat(turns).containsExactly("one false");
    assertThat(bucket.reserve()).isZero();
  }

  @Test
  void whoIsInterruptedLeavesItsTurnToTheNext() {
    for (int i = 0; i < 3; i++) {
      bucket.reserve();
    }
    List<String> turns = new ArrayList<>();
    Scheduler.Work one =
        scheduler.start(
            "one",
            () -> {
              try {
                bucket.take();
                turns.add("taken");
              } catch (InterruptedException _) {
                turns.add("interrupted");
              }
            });
    pass(Duration.ofMillis(100));
    assertThat(turns).isEmpty();
    one.cancel();
    pass(Duration.ofMillis(400));

    assertThat(turns).containsExactly("interrupted");
    assertThat(bucket.reserve()).isZero();
  }

  private boolean take(Patience patience) {
    try {
      return bucket.take(patience);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
