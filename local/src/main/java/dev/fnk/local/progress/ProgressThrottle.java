package dev.fnk.local.progress;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Passes on a line now and then of a work that could tell one for each of a thousand steps. The
 * first comes when the work has taken one interval: what is quick says nothing.
 */
public final class ProgressThrottle {
  /** Often enough to see that something happens, seldom enough for a log. */
  public static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Consumer<String> lines;
  private final long interval;
  private final LongSupplier nanoTime;
  private long last;

  /**
   * @param lines takes what is passed on
   */
  public ProgressThrottle(Consumer<String> lines, Duration interval) {
    this(lines, interval, System::nanoTime);
  }

  ProgressThrottle(Consumer<String> lines, Duration interval, LongSupplier nanoTime) {
    this.lines = lines;
    this.interval = interval.toNanos();
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  /** Says this if the last word was an interval ago; else nothing is made of it. */
  public synchronized void at(Supplier<String> line) {
    long now = nanoTime.getAsLong();
    if (now - last >= interval) {
      last = now;
      lines.accept(line.get());
    }
  }
}
