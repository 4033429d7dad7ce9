package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Optional;

/** A pod, what may be known of it, and what is decided. */
final class PodDecisions {
  static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  static final Observations NONE = Observations.NONE;

  static final PodDecider DECIDER =
      new PodDecider(Pods.MAPPING, new TaskToPodStatus("10.0.0.9"), Agents.NOT_ASKED);

  private PodDecisions() {}

  static PodBuilder pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("web")
        .withImage("nginx")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withStartTime("2026-01-01T00:00:00Z")
        .endStatus();
  }

  static PodBuilder deleting(PodBuilder pod) {
    return pod.editMetadata().withDeletionTimestamp("2026-01-01T00:01:30Z").endMetadata();
  }

  /** That may be active for so long. */
  static PodBuilder limited(PodBuilder pod, long seconds) {
    return pod.editSpec().withActiveDeadlineSeconds(seconds).endSpec();
  }

  static PodRecord fresh() {
    return PodRecord.of(pod().build());
  }

  static PodRecord with(String task) {
    return fresh().launched(task, Tasks.SIZING);
  }

  static Observations seeing(TaskView task) {
    return NONE.with(task, NOW);
  }

  static Observations knowing(Resolution inputs) {
    return NONE.with(Optional.of(inputs));
  }

  static Observations resolved() {
    return knowing(new Resolution.Resolved(Pods.inputs(pod().build())));
  }

  static Decision decide(PodBuilder pod, PodRecord record, Observations seen) {
    return DECIDER.decide(pod.build(), record, seen, NOW);
  }

  static PodStatus status(Decision decision) {
    return decision.status().orElseThrow();
  }

  static ContainerStateWaiting waiting(Decision decision) {
    return status(decision).getContainerStatuses().getFirst().getState().getWaiting();
  }

  static PodBuilder pod(PodBuilder pod, Decision written) {
    return new PodBuilder(pod.build()).withStatus(status(written));
  }
}
