package dev.fnk.local.engine;

/** Takes the lines of a container in the order in which they were written. */
public interface LogSink {
  /** May block: the engine is then read no further. */
  void line(LogLine line) throws InterruptedException;

  /** Nothing follows: the container has ended, or the engine went away. */
  void end();
}
