package dev.fnk.cli.console;

import dev.fnk.cli.event.Event;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object a line, for programs. */
final class JsonLinesRenderer implements Renderer {
  private final PrintStream err;
  private final JsonMapper mapper = JsonMapper.builder().build();

  JsonLinesRenderer(PrintStream err) {
    this.err = err;
  }

  @Override
  public void on(Event event, Instant now) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", now.truncatedTo(ChronoUnit.MILLIS).toString());
    switch (event) {
      case Event.StageStarted(String stage) -> {
        line.put("event", "stage-started");
        line.put("stage", stage);
      }
      case Event.StageDone(String stage, Duration elapsed) -> {
        line.put("event", "stage-done");
        line.put("stage", stage);
        line.put("seconds", seconds(elapsed));
      }
      case Event.ResourceStarted started -> {
        resource(line, "resource-started", started.stage(), started.type(), started.name());
        line.put("action", word(started.action()));
      }
      case Event.ResourceWaiting waiting -> {
        resource(line, "resource-waiting", waiting.stage(), waiting.type(), waiting.name());
        line.put("for", waiting.what());
        line.put("seconds", seconds(waiting.elapsed()));
        line.put("deadlineSeconds", seconds(waiting.deadline()));
      }
      case Event.ResourceDone done -> {
        resource(line, "resource-done", done.stage(), done.type(), done.name());
        line.put("action", word(done.action()));
        done.id().ifPresent(id -> line.put("id", id));
        line.put("seconds", seconds(done.elapsed()));
      }
      case Event.ResourceFailed failed -> {
        resource(line, "resource-failed", failed.stage(), failed.type(), failed.name());
        line.put("action", word(failed.action()));
        line.put("message", failed.message());
      }
      case Event.Notice(String message) -> {
        line.put("event", "notice");
        line.put("message", message);
      }
    }
    err.println(mapper.writeValueAsString(line));
  }

  private static void resource(
      Map<String, Object> line, String event, String stage, String type, String name) {
    line.put("event", event);
    line.put("stage", stage);
    line.put("type", type);
    line.put("name", name);
  }

  private static String word(Event.Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  @Override
  public void tick(Instant now) {}

  @Override
  public void close() {
    err.flush();
  }
}
