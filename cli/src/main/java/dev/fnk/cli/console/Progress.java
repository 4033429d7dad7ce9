package dev.fnk.cli.console;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes events from any thread and hands them to the renderer on a single one, the only writer of
 * the error stream while it is open. Closing writes what has come so far.
 */
public final class Progress implements EventSink, AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** What the writer is to do next. */
  private sealed interface Entry {
    record Happened(Event event, Instant when) implements Entry {}

    record End() implements Entry {}
  }

  private final Renderer renderer;
  private final Duration pace;
  private final Clock clock;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Thread writer;

  Progress(Renderer renderer, Duration pace, Clock clock) {
    this.renderer = renderer;
    this.pace = pace;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("progress").start(this::write);
  }

  @Override
  public void accept(Event event) {
    queue.add(new Entry.Happened(event, clock.instant()));
  }

  private void write() {
    try (renderer) {
      Instant last = Instant.MIN;
      while (true) {
        Entry entry = queue.poll(pace.toMillis(), TimeUnit.MILLISECONDS);
        switch (entry) {
          case null -> {
            last = later(last, clock.instant());
            renderer.tick(last);
          }
          case Entry.Happened(Event event, Instant when) -> {
            last = later(last, when);
            renderer.on(event, last);
          }
          case Entry.End() -> {
            return;
          }
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  @Override
  public void close() {
    queue.add(new Entry.End());
    try {
      writer.join(CLOSING);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
