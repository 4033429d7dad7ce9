package dev.fnk.local.ecs.model.task;

import dev.fnk.local.ecs.model.task.TaskTimes.Milestone;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A task and where it stands. Its supervisor moves it on; requests read it and ask it to stop. */
public final class Task {
  private final TaskSpec spec;
  private final Clock clock;
  private final Runnable changed;
  private final Map<String, ContainerRun> containers = new LinkedHashMap<>();
  private TaskStatus status = TaskStatus.PROVISIONING;
  private Tags tags;
  private long version = 1;
  private TaskTimes times;
  private Optional<StopCause> stop = Optional.empty();
  private Optional<NetworkInterface> networkInterface = Optional.empty();
  private Runnable onStop = () -> {};

  /** A task at one moment. */
  public record Snapshot(
      TaskSpec spec,
      TaskStatus status,
      Optional<StopCause> stop,
      TaskTimes times,
      List<ContainerRun> containers,
      Optional<NetworkInterface> networkInterface,
      Tags tags,
      long version) {
    public Snapshot {
      containers = List.copyOf(containers);
    }

    /** The health of the essential containers that have a check; UNKNOWN when none has. */
    public String health() {
      List<String> verdicts =
          containers.stream()
              .filter(run -> run.definition().essential())
              .filter(run -> run.definition().healthCheck().isPresent())
              .map(ContainerRun::health)
              .toList();
      if (verdicts.contains("UNHEALTHY")) {
        return "UNHEALTHY";
      }
      return verdicts.isEmpty() || verdicts.contains("UNKNOWN") ? "UNKNOWN" : "HEALTHY";
    }
  }

  /**
   * @param changed called after each change, without a lock
   */
  public Task(
      TaskSpec spec, List<ContainerRun> containers, Tags tags, Clock clock, Runnable changed) {
    this.spec = spec;
    this.tags = tags;
    this.clock = clock;
    this.changed = changed;
    this.times = TaskTimes.created(spec.createdAt());
    containers.forEach(run -> this.containers.put(run.definition().name(), run));
  }

  public TaskSpec spec() {
    return spec;
  }

  public synchronized Snapshot snapshot() {
    return new Snapshot(
        spec,
        status,
        stop,
        times,
        List.copyOf(containers.values()),
        networkInterface,
        tags,
        version);
  }

  public synchronized boolean stopped() {
    return status == TaskStatus.STOPPED;
  }

  public synchronized boolean running() {
    return status == TaskStatus.RUNNING;
  }

  /** On its way to RUNNING. */
  public synchronized boolean starting() {
    return status.compareTo(TaskStatus.RUNNING) < 0;
  }

  /** Whether its containers may still run. */
  public synchronized boolean executing() {
    return status.compareTo(TaskStatus.DEPROVISIONING) < 0;
  }

  public synchronized Optional<StopCause> stopCause() {
    return stop;
  }

  /** Asks the task to stop; the first cause stands. */
  public void requestStop(StopCause cause) {
    Runnable wake;
    synchronized (this) {
      if (stop.isPresent() || status == TaskStatus.STOPPED) {
        return;
      }
      stop = Optional.of(cause);
      version++;
      times = times.reached(Milestone.STOPPING, clock.instant());
      wake = onStop;
    }
    wake.run();
    changed.run();
  }

  /** Called at once when the task shall stop already. */
  public void onStop(Runnable wake) {
    boolean now;
    synchronized (this) {
      onStop = wake;
      now = stop.isPresent();
    }
    if (now) {
      wake.run();
    }
  }

  /** Moves on in its life, never back. */
  public void transitionTo(TaskStatus next) {
    synchronized (this) {
      if (next.compareTo(status) <= 0) {
        return;
      }
      status = next;
      version++;
      times = times.entered(next, clock.instant());
      if (next == TaskStatus.STOPPED) {
        // As on AWS: a stopped task has no tags.
        tags = Tags.none();
      }
    }
    changed.run();
  }

  /** It has its network interface. */
  public void connected(NetworkInterface attached) {
    synchronized (this) {
      networkInterface = Optional.of(attached);
      version++;
      times = times.reached(Milestone.CONNECTED, clock.instant());
    }
    changed.run();
  }

  /** Its images are being pulled. */
  public void pullStarted() {
    reached(Milestone.PULL_STARTED);
  }

  /** Its images are there. */
  public void pullStopped() {
    reached(Milestone.PULL_STOPPED);
  }

  private void reached(Milestone milestone) {
    synchronized (this) {
      times = times.reached(milestone, clock.instant());
    }
    changed.run();
  }

  public synchronized ContainerRun container(String name) {
    ContainerRun run = containers.get(name);
    if (run == null) {
      throw new IllegalArgumentException("no container " + name + " in " + spec.arn());
    }
    return run;
  }

  public void update(String container, UnaryOperator<ContainerRun> change) {
    synchronized (this) {
      ContainerRun next = change.apply(container(container));
      if (next.equals(container(container))) {
        return;
      }
      containers.put(container, next);
      version++;
    }
    changed.run();
  }

  public synchronized Tags tags() {
    return tags;
  }

  public synchronized void retag(UnaryOperator<Tags> change) {
    tags = change.apply(tags);
  }
}
