package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the node knows of one pod (one uid). The volatile fields are written by informer and
 * watcher; the others belong to the worker of the pod's queue.
 */
final class PodRecord {
  /** More of them change no delay. */
  private static final int MOST_FAILURES = 10;

  private volatile Pod pod;
  private volatile boolean gone;
  private volatile @Nullable TaskView view;

  int attempt;
  volatile @Nullable String task;
  int failures;
  int launchFailures;
  @Nullable Instant finishSeenAt;
  @Nullable Instant stopAskedAt;
  boolean announced;

  PodRecord(Pod pod) {
    this.pod = pod;
    this.attempt = PodAnnotations.attempt(pod);
    this.task = PodAnnotations.task(pod).orElse(null);
    // The count of restarts is the best memory of the back-off level that there is.
    this.failures =
        pod.getStatus() == null
            ? 0
            : pod.getStatus().getContainerStatuses().stream()
                .mapToInt(ContainerStatus::getRestartCount)
                .map(restarts -> Math.min(restarts, MOST_FAILURES))
                .max()
                .orElse(0);
  }

  String uid() {
    return pod.getMetadata().getUid();
  }

  Pod pod() {
    return pod;
  }

  void pod(Pod latest) {
    this.pod = latest;
  }

  boolean gone() {
    return gone;
  }

  /** The pod is no longer in the API. */
  void markGone() {
    gone = true;
  }

  /** The latest of the present task; never of one before. */
  Optional<TaskView> view() {
    return Optional.ofNullable(view).filter(v -> v.arn().equals(task));
  }

  void view(@Nullable TaskView latest) {
    this.view = latest;
  }

  boolean deleting() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /** The next attempt: its task is not there yet. */
  void nextAttempt(int failuresNow) {
    attempt++;
    failures = failuresNow;
    task = null;
    view = null;
    finishSeenAt = null;
    stopAskedAt = null;
    launchFailures = 0;
  }
}
