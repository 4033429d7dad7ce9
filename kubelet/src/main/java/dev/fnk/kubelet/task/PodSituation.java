package dev.fnk.kubelet.task;

import java.util.Optional;

/**
 * Where a pod stands, besides what its spec and its last status say.
 *
 * @param task its latest task; empty: none yet
 * @param waiting why its containers wait, when it is not just that the task is starting
 * @param ended whether nothing more will be started: the pod ends with its task
 * @param failure a reason to fail the whole pod with, such as DeadlineExceeded
 */
public record PodSituation(
    Optional<TaskView> task, Optional<Waiting> waiting, boolean ended, Optional<Waiting> failure) {
  /** Reason and message of a waiting container, or of a failed pod. */
  public record Waiting(String reason, String message) {}

  public static PodSituation starting() {
    return new PodSituation(Optional.empty(), Optional.empty(), false, Optional.empty());
  }

  public static PodSituation waiting(String reason, String message) {
    return new PodSituation(
        Optional.empty(), Optional.of(new Waiting(reason, message)), false, Optional.empty());
  }

  public static PodSituation of(TaskView task) {
    return new PodSituation(Optional.of(task), Optional.empty(), false, Optional.empty());
  }
}
