package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Usage;
import dev.fnk.cli.stage.Stage;
import java.util.List;
import java.util.Optional;

/** What {@link LabEngine#apply} would do, and what was seen when it was made. */
public final class Plan {
  /** Which way the lab goes. */
  public enum Direction {
    UP,
    DOWN
  }

  /**
   * One resource of the plan.
   *
   * @param id the id its service knows it by, if it exists
   * @param usage what it consumes while it exists
   * @param opens what it opens to addresses outside, in one line for people
   * @param notes what a person should know of it, a sentence each
   */
  public record Step(
      Stage stage,
      ResourceId resource,
      Change change,
      Optional<String> id,
      Optional<String> arn,
      List<Usage> usage,
      Optional<String> opens,
      List<String> notes) {
    public Step {
      usage = List.copyOf(usage);
      notes = List.copyOf(notes);
    }

    public String type() {
      return resource.type();
    }

    public String name() {
      return resource.name();
    }
  }

  private final Direction direction;
  private final List<Step> steps;
  private final ObservedState known;
  private final PriceList prices;

  Plan(Direction direction, List<Step> steps, ObservedState known, PriceList prices) {
    this.direction = direction;
    this.steps = List.copyOf(steps);
    this.known = known;
    this.prices = prices;
  }

  public Direction direction() {
    return direction;
  }

  /** All resources in the order of the graph, unchanged ones too. */
  public List<Step> steps() {
    return steps;
  }

  /** What a person should know beside the changes, a sentence each. */
  public List<String> notes() {
    return steps.stream().flatMap(s -> s.notes().stream()).toList();
  }

  /** The steps that change something. */
  public List<Step> changes() {
    return steps.stream().filter(s -> s.change().acts()).toList();
  }

  /** The steps that a person has to decide; a plan with any cannot be applied. */
  public List<Step> refusals() {
    return steps.stream().filter(s -> s.change() instanceof Change.Refuse).toList();
  }

  /** Whether there is nothing to do. */
  public boolean empty() {
    return steps.stream().allMatch(s -> s.change() instanceof Change.None);
  }

  /** Going up: what the resources of the plan cost once they exist. Going down: what ends. */
  public HourlyCost hourlyCost() {
    return prices.cost(
        steps.stream()
            .filter(s -> direction == Direction.UP || s.change() instanceof Change.Delete)
            .flatMap(s -> s.usage().stream())
            .toList());
  }

  ObservedState known() {
    return known;
  }
}
