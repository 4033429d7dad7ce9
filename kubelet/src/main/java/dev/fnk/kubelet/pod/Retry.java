package dev.fnk.kubelet.pod;

import java.time.Duration;
import java.time.Instant;

/**
 * When a call that has failed may be made again: 1 s later, 2 s ... 1 min, whatever happens in
 * between.
 */
record Retry(int failures, Instant notBefore) {
  static final Retry NONE = new Retry(0, Instant.MIN);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;

  static Duration delay(int failures) {
    Duration delay = FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return delay.compareTo(LAST) > 0 ? LAST : delay;
  }

  Retry failed(Instant now) {
    return new Retry(failures + 1, now.plus(delay(failures)));
  }

  boolean due(Instant now) {
    return !now.isBefore(notBefore);
  }
}
