package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Usage;
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
    var scope = Lab.managed(wanted);
    var known = StateReader.observe(Lab.managed(Lab.closure(scope)));
    var inScope = new HashSet<Resource<?>>(scope);
    var steps =
        Lab.managed(Lab.graph(scope).order()).stream()
            .map(r -> step(r, missing(r, inScope, known).orElseGet(() -> upward(r, known)), known))
            .toList();
    return new Plan(Plan.Direction.UP, steps, known, prices);
  }

  Plan down(List<Resource<?>> scope) {
    var inScope = new HashSet<Resource<?>>(scope);
    var known =
        StateReader.observe(
                Lab.closure(scope), r -> r.inside().filter(inScope::contains).isPresent())
            .known();
    var steps = Lab.graph(scope).reversed().order().stream().map(r -> down(r, known)).toList();
    return new Plan(Plan.Direction.DOWN, steps, known, prices);
  }

  /** What a resource leans on and nobody is going to make. */
  private Optional<Change> missing(Resource<?> r, Set<Resource<?>> inScope, ObservedState known) {
    return r.needs().stream()
        .filter(ManagedResource.class::isInstance)
        .filter(n -> !inScope.contains(n) && known.find(n).isEmpty())
        .findFirst()
        .map(
            n ->
                Change.refuse(
                    "needs %s of stage %s, which does not exist"
                        .formatted(n.label(), lab.stage(n).word())));
  }

  static <A> Change upward(ManagedResource<A> resource, ObservedState known) {
    return upward(resource, known.seen(resource), known);
  }

  static <A> Change upward(ManagedResource<A> resource, Observed<A> seen, ObservedState known) {
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

  /** What is made goes with all else and needs no words; what others left does. */
  private Plan.Step down(Resource<?> resource, ObservedState known) {
    var change = downward(resource, known);
    return switch (resource) {
      case ManagedResource<?> r -> step(r, change, known, r.usage(known), r.opens(), List.of());
      case LeftoverResource<?> r ->
          step(r, change, known, List.of(), Optional.empty(), r.notes(known));
    };
  }

  private Plan.Step step(ManagedResource<?> r, Change change, ObservedState known) {
    return step(r, change, known, r.usage(known), r.opens(), r.notes(known));
  }

  private <A> Plan.Step step(
      Resource<A> r,
      Change change,
      ObservedState known,
      List<Usage> usage,
      Optional<String> opens,
      List<String> notes) {
    var present = known.find(r);
    return new Plan.Step(
        lab.stage(r),
        r.id(),
        change,
        present.map(Present::id),
        present.flatMap(Present::arn),
        usage,
        opens,
        notes);
  }
}
