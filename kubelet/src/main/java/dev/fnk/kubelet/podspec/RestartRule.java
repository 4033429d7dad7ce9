package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.ContainerSpecification.Kind;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;

/**
 * When a container runs, and whether it runs again: by its own restart policy, else by the pod's.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy">Restart
 *     policy</a>
 */
record RestartRule(Kind kind, Restart restart) {
  /**
   * @param init whether it is one of the init containers
   */
  static RestartRule of(PodSpec spec, Container container, boolean init, Faults faults) {
    if (!container.getRestartPolicyRules().isEmpty()) {
      faults.unsupported(
          container,
          "restartPolicyRules: no exit code has a rule of its own yet (instead: restartPolicy)");
    }
    String own = container.getRestartPolicy();
    Restart restart = restart(own == null || own.isEmpty() ? spec.getRestartPolicy() : own);
    if (!init) {
      return new RestartRule(Kind.MAIN, restart);
    }
    if ("Always".equals(own)) {
      return new RestartRule(Kind.SIDECAR, Restart.ALWAYS);
    }
    // In a pod that is always restarted an init container has to succeed once.
    return new RestartRule(Kind.INIT, restart == Restart.ALWAYS ? Restart.ON_FAILURE : restart);
  }

  private static Restart restart(String policy) {
    return switch (policy) {
      case "Never" -> Restart.NEVER;
      case "OnFailure" -> Restart.ON_FAILURE;
      case null, default -> Restart.ALWAYS;
    };
  }
}
