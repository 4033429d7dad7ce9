package dev.fnk.kubelet.tracing;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Is told of the pods' ways: from any thread, one at a time a pod. Never blocks, never throws. */
@FunctionalInterface
public interface PodTraces {
  /** Of nobody's interest. */
  PodTraces NONE = (_, _, _) -> {};

  /**
   * One pod at one of its attempts to run.
   *
   * @param attempt its how-manieth task, from 0
   * @param task id of that task; empty: there is none yet
   * @param waiting why its containers wait for what keeps it from a task, such as {@code
   *     ErrImagePull}
   * @param phase Kubernetes' of the pod
   */
  record Pod(
      String uid,
      String namespace,
      String name,
      int attempt,
      Optional<String> task,
      Optional<String> waiting,
      String phase,
      boolean deleted) {}

  /**
   * The pod has come further, or waits for something else.
   *
   * @param reached what it has reached just now; with {@link Milestone#SEEN} the attempt is new
   */
  void passed(Pod pod, Set<Milestone> reached, Instant at);
}
