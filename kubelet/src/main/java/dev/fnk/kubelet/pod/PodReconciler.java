package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.FargateRuntime;
import dev.fnk.kubelet.fargate.TaskWatcher;
import dev.fnk.kubelet.task.AfterTask;
import dev.fnk.kubelet.task.PodSituation;
import dev.fnk.kubelet.task.Restarts;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one pod a step further: from what the API server wants and what ECS tells to the next call
 * and the next status. Called again after every news of either.
 */
final class PodReconciler {
  /** When to look again at a pod that was changed by another since it was read. */
  static final Duration AT_ONCE = Duration.ofMillis(50);

  private static final Duration STOP_AGAIN = Duration.ofSeconds(60);

  private final FargateRuntime runtime;
  private final TaskWatcher watcher;
  private final PodLaunch launch;
  private final PodStatusWriter status;
  private final PodApi api;
  private final PodEvents events;
  private final InstantSource clock;

  PodReconciler(
      FargateRuntime runtime,
      TaskWatcher watcher,
      PodLaunch launch,
      PodStatusWriter status,
      PodApi api,
      PodEvents events,
      InstantSource clock) {
    this.runtime = runtime;
    this.watcher = watcher;
    this.launch = launch;
    this.status = status;
    this.api = api;
    this.events = events;
    this.clock = clock;
  }

  /** Returns when to look again without news; empty: with the next news only. */
  Optional<Duration> reconcile(PodRecord record) throws InterruptedException {
    Pod pod = record.pod();
    if (record.gone()) {
      return stopTask(record, "its pod is gone");
    }
    if (PodAnnotations.mirror(pod)) {
      events.warning(pod, "MirrorPodRefused", "this node runs no static pods");
      return Optional.empty();
    }
    boolean terminal =
        pod.getStatus() != null && TaskToPodStatus.terminal(pod.getStatus().getPhase());
    if (terminal) {
      return ended(record);
    }
    Optional<Duration> expired = untilDeadline(pod);
    boolean late = expired.filter(Duration::isZero).isPresent();
    boolean ending = record.deleting() || late;
    String task = record.task;
    if (task == null) {
      return ending ? endWithoutTask(record) : launch.launch(record);
    }
    TaskView view = record.view().orElse(null);
    if (view == null) {
      watcher.watch(task, record.uid());
      return expired;
    }
    if (view.finished()) {
      return finished(record, view, ending);
    }
    if (ending) {
      events.normal(pod, "Killing", "Stopping task " + view.id());
      Optional<Duration> again =
          stopTask(record, late ? "its pod is past its deadline" : "its pod is being deleted");
      return status.write(record, PodSituation.of(view), Map.of()) ? again : Optional.of(AT_ONCE);
    }
    return status.write(record, PodSituation.of(view), Map.of()) ? expired : Optional.of(AT_ONCE);
  }

  /** A pod in a final phase: nothing of it may run; once it is deleted too, it is let go. */
  private Optional<Duration> ended(PodRecord record) throws InterruptedException {
    if (record.view().filter(view -> !view.finished()).isPresent()) {
      return stopTask(record, "its pod has ended");
    }
    if (record.deleting()) {
      api.delete(record.pod());
    }
    return Optional.empty();
  }

  private static boolean over(PodRecord record) {
    return record.task == null || record.view().filter(TaskView::finished).isPresent();
  }

  /** Asks for the task's end, once a while until it has ended. */
  private Optional<Duration> stopTask(PodRecord record, String reason) throws InterruptedException {
    String task = record.task;
    if (task == null || over(record)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (record.stopAskedAt == null || !now.isBefore(record.stopAskedAt.plus(STOP_AGAIN))) {
      runtime.stop(task, reason);
      record.stopAskedAt = now;
      watcher.watch(task, record.uid());
      watcher.expectChange(task);
    }
    return Optional.of(STOP_AGAIN);
  }

  private Optional<Duration> endWithoutTask(PodRecord record) throws InterruptedException {
    if (record.deleting()) {
      api.delete(record.pod());
    } else {
      var situation = new PodSituation(Optional.empty(), Optional.empty(), true, deadline(true));
      if (!status.write(record, situation, Map.of())) {
        return Optional.of(AT_ONCE);
      }
    }
    return Optional.empty();
  }

  private Optional<Duration> finished(PodRecord record, TaskView view, boolean ending)
      throws InterruptedException {
    Pod pod = record.pod();
    AfterTask after = Restarts.after(pod, view, record.failures, ending);
    return switch (after) {
      case AfterTask.Ended() -> {
        boolean late = ending && !record.deleting();
        var end = new PodSituation(Optional.of(view), Optional.empty(), true, deadline(late));
        if (!status.write(record, end, Map.of())) {
          yield Optional.of(AT_ONCE);
        }
        if (record.deleting()) {
          api.delete(record.pod());
        }
        yield Optional.empty();
      }
      case AfterTask.Again again -> again(record, view, again);
    };
  }

  private Optional<Duration> again(PodRecord record, TaskView view, AfterTask.Again again)
      throws InterruptedException {
    if (record.finishSeenAt == null) {
      record.finishSeenAt = clock.instant();
    }
    Instant seen = record.finishSeenAt;
    Instant from = view.finishedAt().orElse(seen);
    Duration left = Duration.between(clock.instant(), from.plus(again.delay()));
    if (left.isPositive()) {
      var waiting = new PodSituation.Waiting(again.waitingReason(), again.message());
      var backOff =
          new PodSituation(Optional.of(view), Optional.of(waiting), false, Optional.empty());
      if (!status.write(record, backOff, Map.of())) {
        return Optional.of(AT_ONCE);
      }
      events.warning(record.pod(), "BackOff", again.message());
      return Optional.of(left);
    }
    // The attempt is written down before the task is started: after a crash in between, the same
    // attempt is launched again, with the same token.
    var next = new HashMap<String, @Nullable String>();
    next.put(PodAnnotations.ATTEMPT, Integer.toString(record.attempt + 1));
    next.put(PodAnnotations.PREVIOUS_TASK, view.arn());
    next.put(PodAnnotations.TASK, null);
    if (!status.write(record, PodSituation.of(view), next)) {
      return Optional.of(AT_ONCE);
    }
    watcher.forget(view.arn());
    record.nextAttempt(again.failures());
    return Optional.of(Duration.ZERO);
  }

  private Optional<Duration> untilDeadline(Pod pod) {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    if (seconds == null || pod.getStatus() == null || pod.getStatus().getStartTime() == null) {
      return Optional.empty();
    }
    Instant end = Instant.parse(pod.getStatus().getStartTime()).plusSeconds(seconds);
    Duration left = Duration.between(clock.instant(), end);
    return Optional.of(left.isNegative() ? Duration.ZERO : left);
  }

  private static Optional<PodSituation.Waiting> deadline(boolean exceeded) {
    return exceeded
        ? Optional.of(
            new PodSituation.Waiting(
                "DeadlineExceeded",
                "Pod was active on the node longer than the specified deadline"))
        : Optional.empty();
  }
}
