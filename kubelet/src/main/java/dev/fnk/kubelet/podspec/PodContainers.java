package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All containers of a pod, the init containers first. */
public final class PodContainers {
  private PodContainers() {}

  public static Stream<Container> of(PodSpec spec) {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream());
  }

  /** What its status says of them; of a pod without a status, nothing. */
  public static Stream<ContainerStatus> told(@Nullable PodStatus status) {
    return status == null
        ? Stream.empty()
        : Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream());
  }

  /** What it says of the one with this name. */
  public static Optional<ContainerStatus> told(@Nullable PodStatus status, String name) {
    return told(status).filter(container -> container.getName().equals(name)).findFirst();
  }
}
