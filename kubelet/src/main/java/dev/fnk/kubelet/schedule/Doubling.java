package dev.fnk.kubelet.schedule;

import java.time.Duration;

/** Waits that double from one failure to the next. */
public record Doubling(Duration first, Duration most) {
  private static final int MOST_DOUBLINGS = 10;

  /**
   * @param failures that came before; 0 gives the first wait
   */
  public Duration after(int failures) {
    Duration wait = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    return wait.compareTo(most) > 0 ? most : wait;
  }
}
