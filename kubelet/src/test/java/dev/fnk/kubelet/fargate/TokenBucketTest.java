package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final AtomicLong clock = new AtomicLong();
  private final TokenBucket bucket = new TokenBucket(3, 2, clock::get);

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
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
}
