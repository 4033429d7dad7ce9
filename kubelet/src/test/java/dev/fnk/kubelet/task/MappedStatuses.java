package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.task;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Optional;

/** Statuses that follow from tasks, at one time. */
final class MappedStatuses {
  static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");
  static final TaskToPodStatus MAPPING = new TaskToPodStatus("10.0.0.9");

  private MappedStatuses() {}

  static PodStatus status(Pod pod, PodSituation situation) {
    return MAPPING.status(pod, situation, NOW);
  }

  /** The pod as it is after its status was written. */
  static Pod written(Pod pod, PodSituation situation, Instant at) {
    return new PodBuilder(pod).withStatus(MAPPING.status(pod, situation, at)).build();
  }

  static PodSituation ended(TaskView task) {
    return PodSituation.ended(Optional.of(task), Optional.empty(), Optional.empty());
  }
}
