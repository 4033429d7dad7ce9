package dev.fnk.local.ecs.runtime;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.definition.AwsLogs;
import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.Dependencies;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.engine.ContainerSpec;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.engine.EngineImages;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Leads one task through its life, on a virtual thread of its own. */
final class TaskSupervisor implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskSupervisor.class);
  private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(1);
  private static final Duration IDLE_INTERVAL = Duration.ofMinutes(1);

  /** Something happened that the supervisor has to look at. */
  private sealed interface Signal {
    record Exited(String container) implements Signal {}

    record StopRequested() implements Signal {}
  }

  private final Task task;
  private final TaskHost host;
  private final Clock clock;
  private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Map<String, EngineImages.Image> images = new HashMap<>();
  private final Map<String, TaskContainer> started = new LinkedHashMap<>();
  private Optional<NetworkInterface> attached = Optional.empty();
  private Optional<TaskHost.Sandbox> sandbox = Optional.empty();

  TaskSupervisor(Task task, TaskHost host, Clock clock) {
    this.task = task;
    this.host = host;
    this.clock = clock;
  }

  @Override
  public void run() {
    task.onStop(() -> signals.add(new Signal.StopRequested()));
    try {
      try {
        prepare();
        supervise();
      } catch (TaskFailure e) {
        task.requestStop(StopCause.failedToStart(e.stoppedReason()));
      } catch (AwsError e) {
        fail(e.message());
      } catch (EngineException e) {
        fail(e.message());
      } catch (SdkException e) {
        fail(String.valueOf(e.getMessage()));
      }
      finish();
    } catch (InterruptedException halted) {
      // The local world ends: what is left is cleared by label.
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("task {} is no longer supervised", task.spec().arn(), e);
    }
  }

  private void fail(String reason) {
    task.requestStop(StopCause.failedToStart("ResourceInitializationError: " + reason));
  }

  private void prepare() throws InterruptedException {
    if (task.stopCause().isPresent()) {
      return;
    }
    NetworkInterface made = host.attach(task.spec());
    attached = Optional.of(made);
    sandbox = Optional.of(host.open(task, made));
    task.connected(made);
    task.transitionTo(TaskStatus.PENDING);
    task.pullStarted();
    for (ContainerDefinition container : task.spec().containers()) {
      if (task.stopCause().isPresent()) {
        return;
      }
      pull(container);
    }
    task.pullStopped();
    task.transitionTo(TaskStatus.ACTIVATING);
  }

  private void pull(ContainerDefinition container) throws InterruptedException {
    try {
      EngineImages.Image image = host.image(task.spec(), container);
      images.put(container.name(), image);
      Optional<String> digest =
          image.digests().stream()
              .map(reference -> reference.substring(reference.indexOf('@') + 1))
              .findFirst();
      task.update(container.name(), run -> run.pulled(image.id(), digest));
    } catch (TaskFailure e) {
      neverStarted(container.name(), e.stoppedReason());
      throw e;
    }
  }

  private void supervise() throws InterruptedException {
    boolean probed = task.spec().containers().stream().anyMatch(c -> c.healthCheck().isPresent());
    while (task.stopCause().isEmpty()) {
      startReady();
      if (task.stopCause().isPresent()) {
        return;
      }
      if (task.snapshot().containers().stream()
          .noneMatch(run -> run.status() == TaskStatus.PENDING)) {
        task.transitionTo(TaskStatus.RUNNING);
      }
      boolean waiting = task.starting();
      Duration interval = probed || waiting ? HEALTH_INTERVAL : IDLE_INTERVAL;
      Signal signal = signals.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
      if (signal instanceof Signal.Exited exited) {
        recordExit(exited.container());
      }
      started.values().forEach(TaskContainer::readHealth);
      stopIfEnded();
    }
  }

  private void recordExit(String name) {
    TaskContainer container = started.get(name);
    if (container != null && !container.recordExit()) {
      container.onExit(() -> signals.add(new Signal.Exited(name)));
    }
  }

  /** What has ended may end the task. */
  private void stopIfEnded() {
    List<ContainerRun> runs = task.snapshot().containers();
    boolean essentialEnded =
        runs.stream().anyMatch(run -> run.definition().essential() && run.isStopped());
    if (essentialEnded || runs.stream().allMatch(ContainerRun::isStopped)) {
      task.requestStop(StopCause.essentialExited());
    }
  }

  private void startReady() throws InterruptedException {
    for (ContainerRun run : task.snapshot().containers()) {
      if (run.status() != TaskStatus.PENDING) {
        continue;
      }
      switch (Dependencies.verdict(run.definition(), task::container, clock.instant())) {
        case READY -> start(run);
        case WAIT -> {}
        case NEVER -> {
          String reason = "Container '" + run.definition().name() + "': a dependency was not met";
          neverStarted(run.definition().name(), reason);
          throw new TaskFailure("Task failed to start");
        }
      }
    }
  }

  private void neverStarted(String container, String reason) {
    task.update(
        container, run -> run.stopped(Optional.empty(), Optional.of(reason), clock.instant()));
  }

  private void start(ContainerRun run) {
    ContainerDefinition definition = run.definition();
    String name = definition.name();
    TaskHost.Containers engine = host.containers();
    EngineImages.Image image = images.get(name);
    if (image == null) {
      throw new IllegalStateException("image of " + name + " was not pulled");
    }
    Optional<LogShipper> logs = definition.logs().map(target -> shipper(target, name));
    boolean followed = false;
    try {
      ContainerSpec spec = sandbox.orElseThrow().spec(run, image);
      String id = engine.create(spec);
      try {
        engine.start(id);
      } catch (EngineException e) {
        engine.remove(id);
        throw e;
      }
      logs.ifPresent(shipper -> engine.follow(id, shipper));
      followed = true;
      task.update(name, now -> now.started(clock.instant()));
      TaskContainer container =
          new TaskContainer(engine, task, definition, id, image.stopSignal(), logs, clock);
      started.put(name, container);
      container.onExit(() -> signals.add(new Signal.Exited(name)));
    } catch (EngineException e) {
      neverStarted(name, "CannotStartContainerError: " + e.message());
      throw new TaskFailure("Task failed to start");
    } finally {
      if (!followed) {
        logs.ifPresent(LogShipper::end);
      }
    }
  }

  private LogShipper shipper(AwsLogs target, String container) {
    return LogShipper.open(
        host.logs(target.region()), target, target.stream(container, task.spec().id()));
  }

  private void finish() throws InterruptedException {
    task.transitionTo(TaskStatus.STOPPING);
    List<List<ContainerDefinition>> waves = new Dependencies(task.spec().containers()).stopWaves();
    for (List<ContainerDefinition> wave : waves) {
      stop(wave.stream().map(c -> started.get(c.name())).filter(c -> c != null).toList());
    }
    for (ContainerRun run : task.snapshot().containers()) {
      if (!run.isStopped()) {
        task.update(
            run.definition().name(),
            now -> now.stopped(Optional.empty(), Optional.empty(), clock.instant()));
      }
    }
    task.transitionTo(TaskStatus.DEPROVISIONING);
    for (TaskContainer container : started.values()) {
      container.drainLogs();
      attempt("remove container " + container.name(), container::remove);
    }
    sandbox.ifPresent(open -> attempt("remove the sandbox", open::close));
    attached.ifPresent(
        eni ->
            attempt("delete interface " + eni.id(), () -> host.detach(task.spec().region(), eni)));
    task.transitionTo(TaskStatus.STOPPED);
  }

  /** Those of one wave end side by side. */
  private static void stop(List<TaskContainer> wave) throws InterruptedException {
    List<Thread> threads =
        wave.stream()
            .map(
                container ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                container.terminate();
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              } catch (EngineException e) {
                                LOG.warn("{} cannot be stopped: {}", container.name(), e.message());
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** One step of the way down; the next ones are taken whatever becomes of it. */
  private void attempt(String step, Runnable action) {
    try {
      action.run();
    } catch (EngineException | SdkException | AwsError e) {
      LOG.warn("task {}: cannot {}: {}", task.spec().arn(), step, e.getMessage());
    }
  }
}
