package dev.fnk.cli.console;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.Event.Action;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One line a transition, and a sign of life each 30 s of a long wait; for logs and CI. */
final class PlainRenderer implements Renderer {
  static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final PrintStream err;
  private final Map<String, InWork> inWork = new LinkedHashMap<>();

  PlainRenderer(PrintStream err) {
    this.err = err;
  }

  /**
   * A resource that has been started and not ended.
   *
   * @param waitingFor what the last line said is waited for
   * @param told when the last line about it was written
   */
  private record InWork(
      String stage,
      String label,
      Action action,
      Instant started,
      Optional<String> waitingFor,
      Instant told) {
    InWork toldAt(Instant now, Optional<String> waiting) {
      return new InWork(stage, label, action, started, waiting, now);
    }
  }

  @Override
  public void on(Event event, Instant now) {
    switch (event) {
      case Event.StageStarted(String stage) -> line(stage, "started");
      case Event.StageDone(String stage, Duration elapsed) ->
          line(stage, "done in " + Elapsed.text(elapsed));
      case Event.ResourceStarted(String stage, String type, String name, Action action) -> {
        String label = type + " " + name;
        inWork.put(label, new InWork(stage, label, action, now, Optional.empty(), now));
        line(stage, label + ": " + Words.of(action).doing());
      }
      case Event.ResourceWaiting waiting -> waiting(waiting, now);
      case Event.ResourceDone done -> {
        String label = done.type() + " " + done.name();
        inWork.remove(label);
        line(
            done.stage(),
            "%s: %s%s in %s"
                .formatted(
                    label,
                    Words.of(done.action()).done(),
                    done.id().map(id -> " " + id).orElse(""),
                    Elapsed.text(done.elapsed())));
      }
      case Event.ResourceFailed failed -> {
        String label = failed.type() + " " + failed.name();
        inWork.remove(label);
        line(
            failed.stage(),
            "%s: failed to %s: %s"
                .formatted(label, Words.of(failed.action()).infinitive(), failed.message()));
      }
      case Event.Notice(String message) -> err.println(message);
    }
  }

  private void waiting(Event.ResourceWaiting waiting, Instant now) {
    String label = waiting.type() + " " + waiting.name();
    InWork known = inWork.get(label);
    Optional<String> what = Optional.of(waiting.what());
    if (known != null
        && known.waitingFor().equals(what)
        && Duration.between(known.told(), now).compareTo(HEARTBEAT) < 0) {
      return;
    }
    if (known != null) {
      inWork.put(label, known.toldAt(now, what));
    }
    line(
        waiting.stage(),
        "%s: waiting for %s (%s of at most %s)"
            .formatted(
                label,
                waiting.what(),
                Elapsed.text(waiting.elapsed()),
                Elapsed.text(waiting.deadline())));
  }

  @Override
  public void tick(Instant now) {
    for (Map.Entry<String, InWork> entry : inWork.entrySet()) {
      InWork work = entry.getValue();
      if (Duration.between(work.told(), now).compareTo(HEARTBEAT) >= 0) {
        entry.setValue(work.toldAt(now, work.waitingFor()));
        line(
            work.stage(),
            "%s: still %s after %s"
                .formatted(
                    work.label(),
                    work.waitingFor()
                        .map(what -> "waiting for " + what)
                        .orElseGet(() -> Words.of(work.action()).doing()),
                    Elapsed.text(Duration.between(work.started(), now))));
      }
    }
  }

  @Override
  public void close() {
    err.flush();
  }

  private void line(String stage, String text) {
    err.println(stage + ": " + text);
  }
}
