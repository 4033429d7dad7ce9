package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.reference.Reading;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** Reads what a pod's spec refers to, before its task is launched. */
@FunctionalInterface
interface InputResolver {
  /**
   * @param changed to be called when something that was missing has appeared; from any thread
   */
  Resolution resolve(Pod pod, Runnable changed) throws InterruptedException;

  /**
   * What the volumes of a pod whose containers run name; nothing else is of interest any more.
   *
   * @param changed to be called when something that was read is another; from any thread
   */
  default Reading volumes(Pod pod, Runnable changed) throws InterruptedException {
    return new Reading.Resolved(ResolvedReferences.NONE, List.of(), Optional.empty());
  }

  /** Nothing that the pod refers to is of interest any more. */
  default void release(String podUid) {}
}
