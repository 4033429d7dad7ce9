package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts of a container's spec that become parts of a container definition one by one. */
final class ContainerMapping {
  private static final int MOST_STOP_SECONDS = 120;
  private static final int LEAST_STOP_SECONDS = 2;
  private static final int DEFAULT_GRACE_SECONDS = 30;

  private ContainerMapping() {}

  /** In the order in which they are started: init containers first. */
  static List<Container> all(PodSpec spec) {
    return PodContainers.of(spec).toList();
  }

  static OptionalInt reservation(Container container) {
    OptionalInt request = Resources.memoryRequest(container.getResources());
    OptionalInt limit = Resources.memoryLimit(container.getResources());
    // ECS wants the reservation below the limit.
    return request.isPresent() && limit.isPresent() && request.getAsInt() >= limit.getAsInt()
        ? OptionalInt.empty()
        : request;
  }

  static boolean readOnlyRootFilesystem(Container container) {
    var security = container.getSecurityContext();
    return security != null && is(security.getReadOnlyRootFilesystem());
  }

  static int stopTimeout(PodSpec spec) {
    Long grace = spec.getTerminationGracePeriodSeconds();
    return grace == null
        ? DEFAULT_GRACE_SECONDS
        : Math.clamp(grace, LEAST_STOP_SECONDS, MOST_STOP_SECONDS);
  }

  /**
   * @param taken ports of the task's containers so far
   */
  static List<ContainerTemplate.Port> ports(
      Container container, Set<ContainerTemplate.Port> taken) {
    var ports = new ArrayList<ContainerTemplate.Port>();
    for (var port : container.getPorts()) {
      String known = "UDP".equals(port.getProtocol()) ? "udp" : "tcp";
      var mapped = new ContainerTemplate.Port(port.getContainerPort(), known);
      // The task's containers share one address: ECS takes a port once.
      if (taken.add(mapped)) {
        ports.add(mapped);
      }
    }
    return ports;
  }

  static List<String> addedCapabilities(Container container) {
    var security = container.getSecurityContext();
    var capabilities = security == null ? null : security.getCapabilities();
    return capabilities == null ? List.of() : capabilities.getAdd();
  }

  /** An init container that is always restarted. */
  static boolean sidecar(Container container) {
    return "Always".equals(container.getRestartPolicy());
  }

  /** Names of the init containers that are. */
  static Set<String> sidecars(PodSpec spec) {
    return spec.getInitContainers().stream()
        .filter(ContainerMapping::sidecar)
        .map(Container::getName)
        .collect(Collectors.toSet());
  }

  static boolean is(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  static Optional<String> filled(@Nullable String text) {
    return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
