package dev.fnk.kubelet;

import java.time.Duration;

/**
 * Times between tries: two seconds, then a second more each up to four, so that a node that is
 * registered at last is Ready within ten.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(4);

  private Duration next = FIRST;

  Duration next() {
    Duration now = next;
    Duration longer = now.plus(STEP);
    next = longer.compareTo(MOST) > 0 ? MOST : longer;
    return now;
  }

  void reset() {
    next = FIRST;
  }
}
