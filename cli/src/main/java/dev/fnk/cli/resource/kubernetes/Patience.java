package dev.fnk.cli.resource.kubernetes;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How long one who does not answer is asked again: once for all that is asked of it, not anew for
 * each question. An answer gives it back.
 */
final class Patience {
  private final Duration total;
  private final LongSupplier nanoTime;
  private OptionalLong end = OptionalLong.empty();

  /**
   * @param nanoTime such as {@link System#nanoTime}
   */
  Patience(Duration total, LongSupplier nanoTime) {
    this.total = total;
    this.nanoTime = nanoTime;
  }

  /** No answer came; whether to ask again. */
  synchronized boolean lasts() {
    long now = nanoTime.getAsLong();
    if (end.isEmpty()) {
      end = OptionalLong.of(now + total.toNanos());
    }
    return now - end.getAsLong() < 0;
  }

  /** An answer came. */
  synchronized void restore() {
    end = OptionalLong.empty();
  }
}
