package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;

/** What statuses say, for tests. */
final class Statuses {
  private Statuses() {}

  /** Of the pod's first container. */
  static ContainerStatus container(PodStatus status) {
    return status.getContainerStatuses().getFirst();
  }

  /** The first of this type, which must be there. */
  static PodCondition condition(PodStatus status, String type) {
    return status.getConditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
