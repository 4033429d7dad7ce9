package dev.fnk.cli.event;

/** Takes events from many threads, in the order they happen to each resource. */
@FunctionalInterface
public interface EventSink {
  void accept(Event event);
}
