package dev.fnk.cli.console;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them: {@code 0.4 s}, {@code 12 s}, {@code 3 min 05 s}. */
final class Elapsed {
  private Elapsed() {}

  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
  }
}
