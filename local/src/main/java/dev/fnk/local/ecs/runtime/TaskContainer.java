package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.engine.ContainerState;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A started container of a task: how it ends and how it is ended. */
final class TaskContainer {
  private static final Logger LOG = LoggerFactory.getLogger(TaskContainer.class);
  private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);
  private static final Duration DRAIN_DEADLINE = Duration.ofSeconds(10);

  private final TaskHost.Containers engine;
  private final Task task;
  private final ContainerDefinition definition;
  private final String id;
  private final String stopSignal;
  private final Optional<LogShipper> logs;
  private final Clock clock;
  private CompletableFuture<Integer> exit;

  TaskContainer(
      TaskHost.Containers engine,
      Task task,
      ContainerDefinition definition,
      String id,
      String stopSignal,
      Optional<LogShipper> logs,
      Clock clock) {
    this.engine = engine;
    this.task = task;
    this.definition = definition;
    this.id = id;
    this.stopSignal = stopSignal;
    this.logs = logs;
    this.clock = clock;
    this.exit = engine.exit(id);
  }

  String name() {
    return definition.name();
  }

  /** Calls back once the engine's wait has ended, which may be for another reason than an exit. */
  void onExit(Runnable callback) {
    var _ = exit.whenComplete((code, error) -> callback.run());
  }

  /**
   * Reads how it ended.
   *
   * @return false when it still runs: the wait is then to be set up again
   */
  boolean recordExit() {
    Optional<ContainerState> state = engine.inspect(id);
    if (state.filter(ContainerState::running).isPresent()) {
      exit = engine.exit(id);
      return false;
    }
    Optional<String> reason =
        state
            .map(
                now ->
                    now.outOfMemory()
                        ? "OutOfMemoryError: Container killed due to memory usage"
                        : now.error())
            .filter(text -> !text.isEmpty());
    if (state.isEmpty()) {
      reason = Optional.of("The container engine has lost the container");
    }
    Optional<String> why = reason;
    task.update(
        name(),
        run ->
            run.isStopped()
                ? run
                : run.stopped(
                    state.flatMap(ContainerState::exitCode),
                    why,
                    state.flatMap(ContainerState::finishedAt).orElseGet(clock::instant)));
    return true;
  }

  void readHealth() {
    if (definition.healthCheck().isPresent() && !task.container(name()).isStopped()) {
      String verdict =
          switch (engine.inspect(id).flatMap(ContainerState::health).orElse("")) {
            case "healthy" -> "HEALTHY";
            case "unhealthy" -> "UNHEALTHY";
            default -> "UNKNOWN";
          };
      task.update(name(), run -> run.withHealth(verdict));
    }
  }

  /** Asks it to end: the image's stop signal, SIGKILL after the stop timeout. */
  void terminate() throws InterruptedException {
    if (task.container(name()).isStopped()) {
      return;
    }
    engine.signal(id, stopSignal);
    if (!awaitExit(definition.stopTimeout())) {
      engine.signal(id, "SIGKILL");
      if (!awaitExit(KILL_DEADLINE)) {
        LOG.warn("container {} of {} outlives SIGKILL", name(), task.spec().arn());
      }
    }
    recordExit();
  }

  private boolean awaitExit(Duration deadline) throws InterruptedException {
    try {
      exit.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillRunning) {
      return false;
    } catch (ExecutionException waitEnded) {
      return engine.inspect(id).filter(ContainerState::running).isEmpty();
    }
  }

  /** Its lines are all out before it counts as gone. */
  void drainLogs() throws InterruptedException {
    if (logs.isPresent() && !logs.get().awaitDrained(DRAIN_DEADLINE)) {
      LOG.warn("lines of {} in {} are still on their way", name(), task.spec().arn());
    }
  }

  void remove() {
    engine.remove(id);
  }
}
