package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.ContainerEvent;
import io.fabric8.kubernetes.api.model.Pod;

/** Where events of pods are told; never holds anyone up, never fails. */
interface PodEvents {
  /**
   * @param reason CamelCase
   */
  void tell(Pod pod, boolean warning, String reason, String message);

  /**
   * Of one of its containers.
   *
   * @param container its name; empty: of the pod as a whole
   */
  default void tell(Pod pod, String container, boolean warning, String reason, String message) {
    tell(pod, warning, reason, message);
  }

  /** What an agent has told. */
  default void tell(Pod pod, ContainerEvent event) {
    tell(pod, event.container(), event.warning(), event.reason(), event.message());
  }
}
