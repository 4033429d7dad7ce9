package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.ContainerId;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a pod's status tells of by its containers' ids. Who makes pods does not write
 * their status: unlike an annotation, an id was put there by a node.
 */
final class ToldTasks {
  private ToldTasks() {}

  /** Id of the task whose containers were last seen to run or to have ended. */
  static Optional<String> present(@Nullable PodStatus status) {
    return containers(status)
        .filter(c -> c.getState() != null && c.getState().getWaiting() == null)
        .flatMap(c -> ContainerId.parse(c.getContainerID()).stream())
        .map(ContainerId::task)
        .findFirst();
  }

  /** Id of the task before. */
  static Optional<String> previous(@Nullable PodStatus status) {
    return containers(status)
        .flatMap(c -> Stream.ofNullable(c.getLastState()).map(ContainerState::getTerminated))
        .flatMap(ended -> Stream.ofNullable(ended))
        .flatMap(ended -> ContainerId.parse(ended.getContainerID()).stream())
        .map(ContainerId::task)
        .findFirst();
  }

  private static Stream<ContainerStatus> containers(@Nullable PodStatus status) {
    return status == null
        ? Stream.empty()
        : Stream.concat(
            status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream());
  }
}
