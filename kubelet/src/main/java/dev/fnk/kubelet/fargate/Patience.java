package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.schedule.Scheduler;
import java.time.Duration;

/** How long somebody waits for a turn: until it comes, or until it is wanted no more. */
@FunctionalInterface
public interface Patience {
  /**
   * Waits for {@code duration}; zero: only asks.
   *
   * @return whether what is waited for is still wanted; if not, the wait ends early
   */
  boolean await(Duration duration) throws InterruptedException;

  /** Of one who always waits to the end. */
  static Patience endless(Scheduler scheduler) {
    return duration -> {
      if (duration.isPositive()) {
        scheduler.sleep(duration);
      }
      return true;
    };
  }
}
