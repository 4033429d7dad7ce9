package dev.fnk.cli.engine;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** ResourceContext on one resource: waits that tell what they wait for. */
final class ReportingContext implements ResourceContext {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Stage stage;
  private final Resource<?> resource;
  private final ObservedState known;
  private final Deadlines deadlines;
  private final EventSink events;

  ReportingContext(
      Stage stage,
      Resource<?> resource,
      ObservedState known,
      Deadlines deadlines,
      EventSink events) {
    this.stage = stage;
    this.resource = resource;
    this.known = known;
    this.deadlines = deadlines;
    this.events = events;
  }

  @Override
  public ObservedState known() {
    return known;
  }

  @Override
  public Deadlines deadlines() {
    return deadlines;
  }

  @Override
  public <T> T await(String what, Duration deadline, Supplier<Optional<T>> poll) {
    var wait = new Wait(what, deadline);
    for (; ; ) {
      var value = poll.get();
      if (value.isPresent()) {
        return value.get();
      }
      if (!wait.pause()) {
        throw new ResourceException(
            "gave up after %d s waiting for %s".formatted(deadline.toSeconds(), what),
            "run the same command again to go on waiting, or with a longer --timeout");
      }
    }
  }

  @Override
  public <T> T retry(
      String what, Duration deadline, Predicate<RuntimeException> retryable, Supplier<T> call) {
    var wait = new Wait(what, deadline);
    for (; ; ) {
      try {
        return call.get();
      } catch (RuntimeException e) {
        if (!retryable.test(e) || !wait.pause()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void notice(String message) {
    events.accept(new Event.Notice(message));
  }

  private final class Wait {
    private final String what;
    private final Duration deadline;
    private final long start = System.nanoTime();
    private Duration pause = FIRST_PAUSE;

    Wait(String what, Duration deadline) {
      this.what = what;
      this.deadline = deadline;
    }

    /** False: the deadline passed. */
    boolean pause() {
      var elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (elapsed.compareTo(deadline) >= 0) {
        return false;
      }
      events.accept(
          new Event.ResourceWaiting(
              stage.word(), resource.type(), resource.name(), what, elapsed, deadline));
      var left = deadline.minus(elapsed);
      try {
        Thread.sleep(pause.compareTo(left) < 0 ? pause : left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while waiting for " + what);
      }
      var longer = pause.multipliedBy(3).dividedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      return true;
    }
  }
}
