package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;

/** Where events of pods are told; never holds anyone up, never fails. */
interface PodEvents {
  /**
   * @param reason CamelCase
   */
  void tell(Pod pod, boolean warning, String reason, String message);
}
