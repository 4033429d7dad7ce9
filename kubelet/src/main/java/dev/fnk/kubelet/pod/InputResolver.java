package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.Pod;

/** Reads what a pod's spec refers to, before its task is launched. */
@FunctionalInterface
interface InputResolver {
  /**
   * @param changed to be called when something that was missing has appeared; from any thread
   */
  Resolution resolve(Pod pod, Runnable changed) throws InterruptedException;

  /** Nothing that the pod refers to is of interest any more. */
  default void release(String podUid) {}
}
