package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.schedule.Doubling;
import java.time.Duration;
import java.time.Instant;

/**
 * When a call that has failed may be made again: 1 s later, 2 s ... 1 min, whatever happens in
 * between.
 */
record Retry(int failures, Instant notBefore) {
  static final Retry NONE = new Retry(0, Instant.MIN);

  private static final Doubling DELAYS = new Doubling(Duration.ofSeconds(1), Duration.ofMinutes(1));

  Retry failed(Instant now) {
    return new Retry(failures + 1, now.plus(DELAYS.after(failures)));
  }

  boolean due(Instant now) {
    return !now.isBefore(notBefore);
  }
}
