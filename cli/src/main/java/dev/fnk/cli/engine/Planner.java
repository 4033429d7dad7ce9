package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at what is there and says what has to be done. */
final class Planner {
  private final Lab lab;
  private final PriceList prices;

  Planner(Lab lab, PriceList prices) {
    this.lab = lab;
    this.prices = prices;
  }

  Plan up(List<Resource<?>> wanted) {
    var scope = wanted.stream().filter(r -> !r.leftover()).toList();
    var all = Lab.closure(scope).stream().filter(r -> !r.leftover()).toList();
    var known = StateReader.observe(all);
    var inScope = new HashSet<Resource<?>>(scope);
    var steps =
        Lab.graph(scope).order().stream()
            .map(
                r ->
                    step(
                        r,
                        missing(r, inScope, known).orElseGet(() -> upward(r, known)),
                        known,
                        true))
            .toList();
    return new Plan(Plan.Direction.UP, steps, known, prices);
  }

  Plan down(List<Resource<?>> scope) {
    var inScope = new HashSet<Resource<?>>(scope);
    var known =
        StateReader.observe(
                Lab.closure(scope), r -> r.inside().filter(inScope::contains).isPresent())
            .known();
    var steps =
        Lab.graph(scope).reversed().order().stream()
            .map(r -> step(r, downward(r, known), known, r.leftover()))
            .toList();
    return new Plan(Plan.Direction.DOWN, steps, known, prices);
  }

  /** What a resource leans on and nobody is going to make. */
  private Optional<Change> missing(Resource<?> r, Set<Resource<?>> inScope, ObservedState known) {
    return r.needs().stream()
        .filter(n -> !n.leftover() && !inScope.contains(n) && known.find(n).isEmpty())
        .findFirst()
        .map(
            n ->
                Change.refuse(
                    "needs %s of stage %s, which does not exist"
                        .formatted(n.label(), lab.stage(n).word())));
  }

  static <A> Change upward(Resource<A> resource, ObservedState known) {
    return upward(resource, known.seen(resource), known);
  }

  static <A> Change upward(Resource<A> resource, Observed<A> seen, ObservedState known) {
    return switch (seen) {
      case Absent<A> _ -> new Change.Create();
      case Present<A> p -> resource.diff(p, known);
      case Foreign<A> f ->
          Change.refuse(
              "%s exists and is not fnk's to change: %s"
                  .formatted(f.arn().orElse(f.id()), f.why()));
    };
  }

  private static <A> Change downward(Resource<A> resource, ObservedState known) {
    return known.find(resource).isPresent() ? new Change.Delete() : Change.none();
  }

  /**
   * @param noted whether a person is to know what it says of itself; what goes with all else needs
   *     no words
   */
  private <A> Plan.Step step(Resource<A> r, Change change, ObservedState known, boolean noted) {
    var present = known.find(r);
    return new Plan.Step(
        lab.stage(r),
        r.type(),
        r.name(),
        change,
        present.map(Present::id),
        present.flatMap(Present::arn),
        r.usage(known),
        r.opens(),
        noted ? r.notes(known) : List.of());
  }
}
