package dev.fnk.local.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressThrottleTest {
  @Test
  void oneLineAnIntervalAndNoneBeforeTheFirst() {
    AtomicLong clock = new AtomicLong();
    List<String> said = new ArrayList<>();
    ProgressThrottle throttle = new ProgressThrottle(said::add, Duration.ofSeconds(10), clock::get);
    for (int second = 0; second <= 25; second++) {
      clock.set(Duration.ofSeconds(second).toNanos());
      int now = second;
      throttle.at(() -> "second " + now);
    }
    assertThat(said).containsExactly("second 10", "second 20");
  }
}
