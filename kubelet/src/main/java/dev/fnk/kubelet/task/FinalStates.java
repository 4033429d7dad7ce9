package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;

/**
 * Ends that a status may not take back: an API server refuses one in which a container that has
 * ended, and is not to be restarted, has not. Where another task of the pod runs all its containers
 * anew, it is told of again once it has ended again.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy">Restart
 *     policy</a>
 */
final class FinalStates {
  private FinalStates() {}

  /** The statuses, with what was told before of containers that have ended for good. */
  static List<ContainerStatus> kept(
      PodSpec spec, List<ContainerStatus> before, List<ContainerStatus> now) {
    return now.stream()
        .map(
            status ->
                before.stream()
                    .filter(b -> b.getName().equals(status.getName()) && !left(spec, b, status))
                    .findFirst()
                    .orElse(status))
        .toList();
  }

  /** Whether the one may follow the other. */
  private static boolean left(PodSpec spec, ContainerStatus before, ContainerStatus now) {
    return before.getState() == null
        || before.getState().getTerminated() == null
        || now.getState().getTerminated() != null
        || ContainerRestart.ofAllMayFollow(spec)
        || restarted(spec, before.getName(), before.getState().getTerminated().getExitCode());
  }

  private static boolean restarted(PodSpec spec, String name, int code) {
    return ContainerMapping.all(spec).stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .filter(container -> ContainerRestart.follows(spec, container, code))
        .isPresent();
  }
}
