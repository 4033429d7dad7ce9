package dev.fnk.kubelet;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do. */
public final class Eventually {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private Eventually() {}

  public static void eventually(String what, BooleanSupplier condition)
      throws InterruptedException {
    long until = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        fail("not within %s: %s", DEADLINE, what);
      }
      Thread.sleep(10);
    }
  }
}
