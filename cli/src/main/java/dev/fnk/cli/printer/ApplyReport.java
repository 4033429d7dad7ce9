package dev.fnk.cli.printer;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.engine.ApplyResult;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of a plan, for a person and for programs. */
public record ApplyReport(ApplyResult result) {
  /**
   * Tells each failure with its next command, and how to go on. Not where programs read the events
   * and the result, which say the same. After an interruption, which speaks for itself, only why
   * what was waited for had not come, where somebody knows.
   *
   * @param json whether programs read the progress
   * @param resume what to run to go on
   */
  public void explainFailures(PrintStream err, boolean json, String resume) {
    if (json) {
      return;
    }
    if (result.cancelled()) {
      explainWaits(err);
      return;
    }
    for (ApplyResult.Done failed : result.failures()) {
      err.println(
          "fnk: cannot %s %s: %s"
              .formatted(
                  failed.action(),
                  failed.resource(),
                  failed.error().orElse("no reason was given")));
      failed.next().ifPresent(next -> err.println("  " + next));
    }
    long skipped = count(ApplyResult.StepOutcome.SKIPPED);
    if (skipped > 0) {
      err.println(skipped + " more were not tried, as they need what failed");
    }
    if (!result.ok()) {
      err.println("  to go on: " + resume);
    }
  }

  private void explainWaits(PrintStream err) {
    result.steps().stream()
        .filter(step -> step.outcome() == ApplyResult.StepOutcome.CANCELLED)
        .forEach(
            step ->
                step.error()
                    .ifPresent(
                        why ->
                            err.println(
                                "fnk: %s was not there yet: %s".formatted(step.resource(), why))));
  }

  public long count(ApplyResult.StepOutcome outcome) {
    return result.steps().stream().filter(step -> step.outcome() == outcome).count();
  }

  public ExitCode exitCode() {
    if (result.ok()) {
      return ExitCode.OK;
    }
    return result.cancelled() ? ExitCode.INTERRUPTED : ExitCode.FAILED;
  }

  public void fields(Document document) {
    document
        .with("ok", result.ok())
        .with("seconds", result.elapsed().toMillis() / 1000.0)
        .with("steps", result.steps().stream().map(ApplyReport::step).toList());
  }

  private static Map<String, Object> step(ApplyResult.Done done) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stage", done.stage().word());
    fields.put("type", done.type());
    fields.put("name", done.name());
    fields.put("action", done.action());
    fields.put("outcome", done.outcome().name().toLowerCase(java.util.Locale.ROOT));
    done.error().ifPresent(error -> fields.put("error", error));
    done.next().ifPresent(next -> fields.put("next", next));
    return fields;
  }
}
