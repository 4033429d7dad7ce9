package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.service.Deployment;
import dev.fnk.local.ecs.model.service.DeploymentPlan;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every service of a region at its desired count: one loop that looks whenever a task or
 * service has changed. Tasks that fail to start are started again later and later, as ECS throttles
 * them.
 */
public final class ServiceScheduler implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceScheduler.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Set<String> BY_REQUEST =
      Set.of("ServiceSchedulerInitiated", "UserInitiated");
  private static final Duration SHORT_RUN = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** The longest delay is 64 s. */
  private static final int MAX_DOUBLINGS = 6;

  private final EcsRegion region;
  private final TaskStarter launcher;
  private final Clock clock;
  private final Set<String> counted = new HashSet<>();
  private final Map<String, Throttle> throttles = new HashMap<>();

  /** Failures in a row of a deployment, and when it may start a task again. */
  private record Throttle(int failures, Instant notBefore) {}

  public ServiceScheduler(EcsRegion region, TaskStarter launcher, Clock clock) {
    this.region = region;
    this.launcher = launcher;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long seen = region.changes().count();
        reconcileAll();
        region.changes().await(seen, TICK);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at every service that is not INACTIVE. */
  void reconcileAll() {
    for (Service service : region.services().all()) {
      if (service.state().status() != Service.Status.INACTIVE) {
        reconcileSafely(service);
      }
    }
  }

  private void reconcileSafely(Service service) {
    try {
      reconcile(service);
    } catch (RuntimeException e) {
      LOG.error("service {} cannot be reconciled", service.arn(), e);
      service.event(clock.instant(), "was unable to place a task: " + e.getMessage());
    }
  }

  private void reconcile(Service service) {
    Service.State state = service.state();
    Deployment primary = service.primary();
    List<Task> tasks = region.tasks().of(service.cluster()).stream().filter(service::owns).toList();
    countFailures(service, primary, tasks);
    List<Task> current = new ArrayList<>();
    List<Task> old = new ArrayList<>();
    int ending = 0;
    for (Task task : tasks) {
      if (task.stopCause().isPresent()) {
        ending += task.executing() ? 1 : 0;
      } else if (unhealthy(task)) {
        stop(service, List.of(task), "failed container health checks");
        ending++;
      } else if (primary.owns(task)) {
        current.add(task);
      } else {
        old.add(task);
      }
    }
    DeploymentPlan plan =
        DeploymentPlan.of(
            state.desiredCount(),
            state.minimumPercent(),
            state.maximumPercent(),
            current.size(),
            running(current),
            old.size(),
            running(old),
            ending);
    // Starting ones first: they serve nobody yet.
    old.sort((a, b) -> Boolean.compare(b.starting(), a.starting()));
    stop(service, old.subList(0, plan.stopOld()), "");
    stop(service, current.subList(current.size() - plan.stopNew(), current.size()), "");
    if (state.status() == Service.Status.ACTIVE) {
      start(service, primary, state, plan.start());
    }
    settle(service, primary, state, current, tasks);
  }

  private static int running(List<Task> tasks) {
    return (int) tasks.stream().filter(Task::running).count();
  }

  private static boolean unhealthy(Task task) {
    return task.snapshot().health().equals("UNHEALTHY");
  }

  private void stop(Service service, List<Task> tasks, String why) {
    for (Task task : tasks) {
      String deployment = task.spec().startedBy().orElse("");
      task.requestStop(
          StopCause.scheduler(
              why.isEmpty()
                  ? "Scaling activity initiated by (deployment " + deployment + ")"
                  : "Task " + why));
      service.event(
          clock.instant(),
          "has stopped 1 running tasks: (task "
              + task.spec().id()
              + ")"
              + (why.isEmpty() ? "." : " because it " + why + "."));
    }
  }

  private void start(Service service, Deployment primary, Service.State state, int count) {
    Throttle throttle = throttles.get(primary.id());
    if (throttle != null && clock.instant().isBefore(throttle.notBefore())) {
      return;
    }
    Tags tags =
        switch (state.propagateTags()) {
          case "SERVICE" -> state.tags();
          case "TASK_DEFINITION" -> primary.definition().tags();
          default -> Tags.none();
        };
    TaskRequest launch =
        new TaskRequest(
            service.cluster(),
            primary.definition(),
            TaskOverrides.none(),
            primary.network(),
            primary.target(),
            "service:" + service.name(),
            Optional.of(primary.id()),
            primary.executeCommand(),
            tags);
    for (int i = 0; i < count; i++) {
      Optional<String> placementFailure = region.placementFailure(launch);
      if (placementFailure.isPresent()) {
        service.event(
            clock.instant(), "was unable to place a task. Reason: " + placementFailure.get());
        throttle(service, primary);
        return;
      }
      Task task = launcher.launch(region, launch);
      service.event(clock.instant(), "has started 1 tasks: (task " + task.spec().id() + ").");
    }
  }

  /**
   * Tasks that stop before they run slow the next start down more and more, as ECS throttles them.
   * One that ran counts as no failure there; since a start takes no half minute here, one that ran
   * shortly is followed after a pause.
   */
  private void countFailures(Service service, Deployment primary, List<Task> tasks) {
    for (Task task : tasks) {
      if (!primary.owns(task)) {
        continue;
      }
      if (task.running()) {
        throttles.computeIfPresent(
            primary.id(), (id, before) -> new Throttle(0, before.notBefore()));
      } else if (task.stopped() && counted.add(task.spec().id())) {
        Task.Snapshot snapshot = task.snapshot();
        boolean asked =
            snapshot.stop().map(StopCause::code).filter(BY_REQUEST::contains).isPresent();
        Optional<Instant> began = snapshot.times().startedAt();
        if (!asked && began.isEmpty()) {
          throttle(service, primary);
        } else if (!asked && began.orElseThrow().plus(SHORT_RUN).isAfter(clock.instant())) {
          throttles.put(primary.id(), new Throttle(0, clock.instant().plus(PAUSE)));
        }
      }
    }
  }

  private void throttle(Service service, Deployment primary) {
    Throttle before = throttles.getOrDefault(primary.id(), new Throttle(0, Instant.EPOCH));
    int failures = before.failures() + 1;
    Duration delay = Duration.ofSeconds(1L << Math.min(MAX_DOUBLINGS, failures - 1));
    Instant now = clock.instant();
    throttles.put(primary.id(), new Throttle(failures, now.plus(delay)));
    service.updatePrimary(
        primary.id(), deployment -> deployment.withFailed(deployment.failedTasks() + 1, now));
    if (failures == 3) {
      service.event(now, "is unable to consistently start tasks successfully.");
    }
  }

  private void settle(
      Service service,
      Deployment primary,
      Service.State state,
      List<Task> current,
      List<Task> tasks) {
    boolean othersGone = tasks.stream().allMatch(task -> primary.owns(task) || !task.executing());
    if (othersGone && service.deployments().size() > 1) {
      service.dropOld(clock.instant());
    }
    Instant now = clock.instant();
    if (state.status() == Service.Status.DRAINING) {
      if (tasks.stream().allMatch(task -> task.stopCause().isPresent())) {
        service.end(now);
      }
    } else if (!primary.completed()
        && othersGone
        && current.size() == state.desiredCount()
        && running(current) == state.desiredCount()) {
      service.updatePrimary(primary.id(), deployment -> deployment.complete(now));
      service.event(now, "(deployment " + primary.id() + ") deployment completed.");
      service.event(now, "has reached a steady state.");
    }
  }
}
