package dev.fnk.kubelet.image;

import java.time.Duration;

/**
 * Until when an answer is of use.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Deadline(long nanos) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left; never nothing, as no wait takes that. */
  Duration left() {
    return Duration.ofNanos(Math.max(1, nanos - System.nanoTime()));
  }
}
