package dev.fnk.cli.engine;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.resource.GraphExecutor;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Executes one plan. Each step looks again right before it acts, so that a plan grown old, or half
 * done by a run that was killed, comes to the same end.
 */
final class Applier {
  private final Lab lab;
  private final Plan plan;
  private final Deadlines deadlines;
  private final EventSink events;
  private final ObservedState known;
  private final List<Resource<?>> scope;
  private final Map<ResourceId, Change> planned;
  private final Set<Resource<?>> changed = ConcurrentHashMap.newKeySet();
  private final Map<Resource<?>, Change> acted = new ConcurrentHashMap<>();
  private final StageProgress progress;

  Applier(Lab lab, Plan plan, Deadlines deadlines, EventSink events) {
    this.lab = lab;
    this.plan = plan;
    this.deadlines = deadlines;
    this.events = events;
    this.known = new ObservedState(plan.known());
    this.planned =
        plan.steps().stream().collect(Collectors.toMap(Plan.Step::resource, Plan.Step::change));
    this.scope = lab.stages().keySet().stream().filter(r -> planned.containsKey(r.id())).toList();
    this.progress = new StageProgress(scope, lab, events);
  }

  private Change planned(Resource<?> resource) {
    return planned.getOrDefault(resource.id(), Change.none());
  }

  ApplyResult apply() {
    var start = System.nanoTime();
    var up = Lab.graph(scope);
    var graph = plan.direction() == Plan.Direction.UP ? up : up.reversed();
    var outcomes = GraphExecutor.<Resource<?>>run(graph, this::step);
    var obstacles = Obstacles.of(cutShort(outcomes), known);
    var done = new ArrayList<ApplyResult.Done>();
    for (var resource : graph.order()) {
      var outcome = outcomes.get(resource);
      if (outcome != null) {
        result(resource, outcome, obstacles).ifPresent(done::add);
      }
    }
    return new ApplyResult(
        done, Thread.currentThread().isInterrupted(), Duration.ofNanos(System.nanoTime() - start));
  }

  /** What was being made when the run was interrupted. */
  private List<ManagedResource<?>> cutShort(
      Map<Resource<?>, GraphExecutor.Execution<Resource<?>>> outcomes) {
    return plan.direction() == Plan.Direction.DOWN
        ? List.of()
        : Lab.managed(scope).stream()
            .filter(acted::containsKey)
            .filter(r -> outcomes.get(r) instanceof GraphExecutor.Execution.Cancelled<Resource<?>>)
            .toList();
  }

  private void step(Resource<?> resource) {
    switch (plan.direction()) {
      case UP -> {
        if (resource instanceof ManagedResource<?> managed) { // a plan upwards has no others
          create(managed);
        }
      }
      case DOWN -> remove(resource);
    }
    progress.finished(resource);
  }

  private <A> void create(ManagedResource<A> resource) {
    var moved = resource.needs().stream().anyMatch(changed::contains);
    if (!planned(resource).acts() && !moved) {
      return;
    }
    var seen = StateReader.cancellable(() -> resource.observe(known));
    var change = Planner.upward(resource, seen, known);
    if (change instanceof Change.None) {
      known.put(resource, seen);
      return;
    }
    act(
        resource,
        change,
        context -> {
          var present =
              switch (change) {
                case Change.Create _ -> resource.create(context);
                case Change.Update _ -> resource.update(present(resource, seen), context);
                case Change.Replace _ -> {
                  resource.delete(present(resource, seen), context);
                  yield resource.create(context);
                }
                case Change.Refuse r ->
                    throw new ResourceException(
                        r.reason(), "choose another lab name, or remove what is named");
                case Change.None _, Change.Delete _ ->
                    throw new IllegalStateException("no way up: " + change);
              };
          known.put(resource, present);
          changed.add(resource);
          return Optional.of(present.arn().orElse(present.id()));
        });
  }

  private <A> void remove(Resource<A> resource) {
    if (!planned(resource).acts() && resource instanceof ManagedResource<A>) {
      return;
    }
    if (look(resource) instanceof Present<A> present) {
      act(
          resource,
          new Change.Delete(),
          context -> {
            resource.delete(present, context);
            return Optional.of(present.arn().orElse(present.id()));
          });
    }
    known.put(resource, new Absent<>());
  }

  /** What cannot be read is left to what takes it along, if that goes too. */
  private <A> Observed<A> look(Resource<A> resource) {
    try {
      return StateReader.cancellable(() -> resource.observe(known));
    } catch (RuntimeException e) {
      if (!StateReader.concernsItAlone(e) || resource.inside().filter(scope::contains).isEmpty()) {
        throw e;
      }
      return new Absent<>();
    }
  }

  private static <A> Present<A> present(Resource<A> resource, Observed<A> seen) {
    if (seen instanceof Present<A> p) {
      return p;
    }
    throw new IllegalStateException(resource.label() + " is not there to be changed");
  }

  /** Does something with a resource; gives the id that people know it by. */
  @FunctionalInterface
  private interface Act {
    Optional<String> run(ReportingContext context);
  }

  private void act(Resource<?> resource, Change change, Act act) {
    var stage = lab.stage(resource);
    var action = action(change);
    var start = System.nanoTime();
    acted.put(resource, change);
    progress.started(resource);
    events.accept(
        new Event.ResourceStarted(stage.word(), resource.type(), resource.name(), action));
    try {
      var context = new ReportingContext(stage, resource, known, deadlines, events);
      var id = StateReader.cancellable(() -> act.run(context));
      events.accept(
          new Event.ResourceDone(
              stage.word(),
              resource.type(),
              resource.name(),
              action,
              id,
              Duration.ofNanos(System.nanoTime() - start)));
    } catch (RuntimeException e) {
      events.accept(
          new Event.ResourceFailed(
              stage.word(), resource.type(), resource.name(), action, LabException.describe(e)));
      throw e;
    }
  }

  private static Event.Action action(Change change) {
    return switch (change) {
      case Change.Create _ -> Event.Action.CREATE;
      case Change.Delete _ -> Event.Action.DELETE;
      case Change.Update _, Change.Replace _, Change.Refuse _, Change.None _ -> Event.Action.UPDATE;
    };
  }

  private Optional<ApplyResult.Done> result(
      Resource<?> resource,
      GraphExecutor.Execution<Resource<?>> outcome,
      Map<Resource<?>, String> obstacles) {
    var change = acted.getOrDefault(resource, planned(resource));
    return switch (outcome) {
      case GraphExecutor.Execution.Done<Resource<?>> _ ->
          acted.containsKey(resource)
              ? Optional.of(done(resource, change, ApplyResult.StepOutcome.DONE))
              : Optional.empty();
      case GraphExecutor.Execution.Failed<Resource<?>> f ->
          Optional.of(
              done(
                  resource,
                  change,
                  ApplyResult.StepOutcome.FAILED,
                  Optional.of(LabException.describe(f.cause())),
                  LabException.next(f.cause())));
      case GraphExecutor.Execution.Skipped<Resource<?>> s ->
          change.acts()
              ? Optional.of(
                  done(
                      resource,
                      change,
                      ApplyResult.StepOutcome.SKIPPED,
                      Optional.of("since " + s.because().label() + " failed"),
                      Optional.empty()))
              : Optional.empty();
      case GraphExecutor.Execution.Cancelled<Resource<?>> _ ->
          change.acts()
              ? Optional.of(
                  done(
                      resource,
                      change,
                      ApplyResult.StepOutcome.CANCELLED,
                      Optional.ofNullable(obstacles.get(resource)),
                      Optional.empty()))
              : Optional.empty();
    };
  }

  private ApplyResult.Done done(Resource<?> r, Change change, ApplyResult.StepOutcome outcome) {
    return done(r, change, outcome, Optional.empty(), Optional.empty());
  }

  private ApplyResult.Done done(
      Resource<?> r,
      Change change,
      ApplyResult.StepOutcome outcome,
      Optional<String> error,
      Optional<String> next) {
    return new ApplyResult.Done(lab.stage(r), r.id(), change.word(), outcome, error, next);
  }
}
