package dev.fnk.cli.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a condition with a deadline. A look that fails, as by a kubectl that was not answered
 * or asks for what is not there yet, is one that has not seen it.
 */
final class Await {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private Await() {}

  static void until(String what, Duration deadline, BooleanSupplier condition) {
    value(what, deadline, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /**
   * The first value that is there.
   *
   * @throws AssertionError none before the deadline
   */
  static <T> T value(String what, Duration deadline, Supplier<Optional<T>> look) {
    var end = Instant.now().plus(deadline);
    while (true) {
      @Nullable AssertionError failed = null;
      try {
        var seen = look.get();
        if (seen.isPresent()) {
          return seen.get();
        }
      } catch (AssertionError e) {
        failed = e;
      }
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not within " + deadline.toSeconds() + " s: " + what, failed);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
