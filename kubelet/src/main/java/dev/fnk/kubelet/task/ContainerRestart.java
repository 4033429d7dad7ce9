package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.RestartPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.PodSpec;

/**
 * Whether another run of a container follows one that has ended: by its own rules on exit codes,
 * its own restart policy, the pod's.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy">Restart
 *     policy</a>
 */
final class ContainerRestart {
  private ContainerRestart() {}

  static boolean follows(PodSpec spec, Container container, int code) {
    // Of all containers, or of this one alone: both actions restart it.
    return container.getRestartPolicyRules().stream().anyMatch(rule -> matches(rule, code))
        || switch (RestartPolicy.of(spec, container)) {
          case NEVER -> false;
          case ON_FAILURE -> code != 0;
          case ALWAYS -> true;
        };
  }

  /**
   * Whether all containers may run again after whatever end, since a rule of one has all restarted.
   */
  static boolean ofAllMayFollow(PodSpec spec) {
    return ContainerMapping.all(spec).stream()
        .flatMap(container -> container.getRestartPolicyRules().stream())
        .anyMatch(RestartPolicy::ofAll);
  }

  private static boolean matches(ContainerRestartRule rule, int code) {
    var codes = rule.getExitCodes();
    return codes != null && codes.getValues().contains(code) == "In".equals(codes.getOperator());
  }
}
