package dev.fnk.cli.console;

import dev.fnk.cli.event.Event;
import java.time.Instant;

/** Writes events for one kind of reader. Only one thread calls it, times never go back. */
interface Renderer extends AutoCloseable {
  void on(Event event, Instant now);

  /** Called now and then while nothing happens. */
  void tick(Instant now);

  /** Leaves what was written as it should stay. */
  @Override
  void close();
}
