package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.PodSituation;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a running task makes place for one with the pod's images. Pure. */
final class TaskReplacement {
  /** For what the containers of a task that is replaced wait once they have ended. */
  static final PodSituation.Waiting WAITING =
      new PodSituation.Waiting(
          "ContainerCreating",
          "another task takes this one's place, since the pod's images have changed");

  /**
   * So long an agent that runs containers may be out of reach, of a node that has just started,
   * before ECS is asked to end the task.
   */
  static final Duration HEARD_WITHIN = Duration.ofSeconds(30);

  private static final String REASON = "its pod has other images";

  private TaskReplacement() {}

  /**
   * What follows while it runs.
   *
   * @param decision with the status, which is written before anything is done: a node that starts
   *     anew knows by it that the end is no end of the pod
   */
  static Decision of(
      Pod pod,
      Decision decision,
      PodRecord record,
      Observations seen,
      TaskView task,
      ImageChange change,
      Instant now) {
    if (record.replacing().isEmpty()) {
      PodRecord begins = record.replacing(Optional.of(now));
      // What was asked for is not taken back, whatever the pod's images are by now.
      return new Decision(
          decision.actions(),
          decision.status(),
          change.begunBefore() ? begins.stopAsked(now) : begins,
          decision.lookAgainAt());
    }
    Instant since = record.replacing().get();
    Instant heard = since.plus(HEARD_WITHIN);
    boolean silent = task.phase() == TaskView.Phase.RUNNING && seen.agent().isEmpty();
    if (silent && now.isBefore(heard)) {
      return decision.lookAgainAt(heard);
    }
    Decision ends =
        TaskEnd.terminating(
            decision, record, seen, Termination.from(pod, since), REASON, List.of(), now);
    boolean first = record.stop().equals(Retry.NONE) && !ends.actions().isEmpty();
    return first ? ends.and(change.told()) : ends;
  }
}
