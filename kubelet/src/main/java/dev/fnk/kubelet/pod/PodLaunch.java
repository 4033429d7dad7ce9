package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.FargateRuntime;
import dev.fnk.kubelet.fargate.LaunchResult;
import dev.fnk.kubelet.fargate.TaskWatcher;
import dev.fnk.kubelet.task.PodSituation;
import dev.fnk.kubelet.task.PodToTask;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.Unsupported;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the task of a pod that has none, and tells the pod how that went. */
final class PodLaunch {
  private static final Logger LOG = LoggerFactory.getLogger(PodLaunch.class);

  private final FargateRuntime runtime;
  private final TaskWatcher watcher;
  private final PodToTask podToTask;
  private final PodStatusWriter status;
  private final PodEvents events;

  PodLaunch(
      FargateRuntime runtime,
      TaskWatcher watcher,
      PodToTask podToTask,
      PodStatusWriter status,
      PodEvents events) {
    this.runtime = runtime;
    this.watcher = watcher;
    this.podToTask = podToTask;
    this.status = status;
    this.events = events;
  }

  /** Returns when to look again without news; empty: with the next news only. */
  Optional<Duration> launch(PodRecord record) throws InterruptedException {
    Pod pod = record.pod();
    return switch (podToTask.plan(pod, record.attempt)) {
      case Unsupported(String reason, String message) -> {
        events.warning(pod, "Unsupported", message);
        yield status.write(record, PodSituation.waiting(reason, message), Map.of())
            ? Optional.empty()
            : Optional.of(PodReconciler.AT_ONCE);
      }
      case TaskPlan plan -> {
        if (!record.announced) {
          plan.notices().forEach(n -> events.warning(pod, n.reason(), n.message()));
          record.announced = true;
        }
        yield launched(record, plan, runtime.launch(plan));
      }
    };
  }

  private Optional<Duration> launched(PodRecord record, TaskPlan plan, LaunchResult result)
      throws InterruptedException {
    return switch (result) {
      case LaunchResult.Launched(TaskView task) -> {
        LOG.info("{}: task {}", plan.launch().identity(), task.id());
        record.task = task.arn();
        record.view(task);
        watcher.watch(task.arn(), record.uid());
        events.normal(
            record.pod(),
            "TaskCreated",
            "Created Fargate task " + task.id() + " with " + plan.template().size());
        yield noteTask(record, plan, task) ? Optional.empty() : Optional.of(PodReconciler.AT_ONCE);
      }
      case LaunchResult.NotNow(String reason, String message) ->
          notNow(record, reason, message, "ContainerCreating");
      case LaunchResult.Refused(String message) ->
          notNow(record, "FailedCreate", message, "CreateContainerError");
    };
  }

  private boolean noteTask(PodRecord record, TaskPlan plan, TaskView task)
      throws InterruptedException {
    return status.write(
        record,
        PodSituation.of(task),
        Map.of(
            PodAnnotations.ATTEMPT,
            Integer.toString(record.attempt),
            PodAnnotations.TASK,
            task.arn(),
            PodAnnotations.SIZE,
            plan.template().size().toString()));
  }

  private Optional<Duration> notNow(
      PodRecord record, String reason, String message, String waitingReason)
      throws InterruptedException {
    Duration delay = KeyedQueue.retryDelay(record.launchFailures++);
    LOG.warn("{}/{}: {}: {}", namespace(record), name(record), reason, message);
    events.warning(record.pod(), reason, message);
    status.write(record, PodSituation.waiting(waitingReason, message), Map.of());
    return Optional.of(delay);
  }

  private static String namespace(PodRecord record) {
    return record.pod().getMetadata().getNamespace();
  }

  private static String name(PodRecord record) {
    return record.pod().getMetadata().getName();
  }
}
