package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;

/**
 * The statuses of ephemeral containers, none of which can run: whoever waits for one ({@code
 * kubectl debug}) is told at once.
 */
final class EphemeralStatuses {
  static final String MESSAGE =
      "a Fargate task gets no container after its start (instead: another container in the"
          + " pod's template, kubectl logs, and the task in the console of ECS)";

  /** As of what a runtime could not start. */
  private static final int NOT_STARTED = 128;

  private EphemeralStatuses() {}

  static List<ContainerStatus> of(Pod pod, PodStatus before, Instant now) {
    return pod.getSpec().getEphemeralContainers().stream()
        .map(container -> of(container, before, now))
        .toList();
  }

  private static ContainerStatus of(EphemeralContainer container, PodStatus before, Instant now) {
    return before.getEphemeralContainerStatuses().stream()
        .filter(status -> container.getName().equals(status.getName()))
        .findFirst()
        .orElseGet(() -> refused(container, now));
  }

  private static ContainerStatus refused(EphemeralContainer container, Instant now) {
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID("")
        .withReady(false)
        .withRestartCount(0)
        .withNewState()
        .withNewTerminated()
        .withExitCode(NOT_STARTED)
        .withReason("UnsupportedPodSpec")
        .withMessage(MESSAGE)
        .withStartedAt(ContainerStates.time(now))
        .withFinishedAt(ContainerStates.time(now))
        .endTerminated()
        .endState()
        .build();
  }
}
