package dev.fnk.cli.engine;

import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a plan went.
 *
 * @param steps one for each resource that had something to be done
 * @param cancelled whether it was interrupted; run again to go on
 */
public record ApplyResult(List<Done> steps, boolean cancelled, Duration elapsed) {
  public ApplyResult {
    steps = List.copyOf(steps);
  }

  /** What became of a step. */
  public enum StepOutcome {
    DONE,
    FAILED,
    /** Not tried, since something it needs failed. */
    SKIPPED,
    CANCELLED
  }

  /**
   * @param action create, update, replace or delete
   * @param error why it failed, was skipped or had not come when the run was interrupted, with the
   *     service's own words and request id
   * @param next the next command to run, where one is known
   */
  public record Done(
      Stage stage,
      ResourceId resource,
      String action,
      StepOutcome outcome,
      Optional<String> error,
      Optional<String> next) {
    public String type() {
      return resource.type();
    }

    public String name() {
      return resource.name();
    }
  }

  /** Whether all of it was done. */
  public boolean ok() {
    return !cancelled && steps.stream().allMatch(s -> s.outcome() == StepOutcome.DONE);
  }

  /** What failed of itself; what was skipped because of it is not among them. */
  public List<Done> failures() {
    return steps.stream().filter(s -> s.outcome() == StepOutcome.FAILED).toList();
  }
}
