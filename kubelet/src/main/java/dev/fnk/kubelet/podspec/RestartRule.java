package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.ContainerSpecification.ExitRule;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Kind;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Optional;

/**
 * When a container runs, and whether it runs again: by its own rules on exit codes, its own restart
 * policy, the pod's.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy">Restart
 *     policy</a>
 */
record RestartRule(Kind kind, Restart restart, List<ExitRule> restartOn) {
  /**
   * @param init whether it is one of the init containers
   */
  static RestartRule of(PodSpec spec, Container container, boolean init, Faults faults) {
    List<ExitRule> rules =
        container.getRestartPolicyRules().stream()
            .flatMap(rule -> exitRule(container, rule, faults).stream())
            .toList();
    Restart restart = RestartPolicy.of(spec, container);
    if (!init) {
      return new RestartRule(Kind.MAIN, restart, rules);
    }
    if ("Always".equals(container.getRestartPolicy())) {
      return new RestartRule(Kind.SIDECAR, Restart.ALWAYS, rules);
    }
    // In a pod that is always restarted an init container has to succeed once.
    return new RestartRule(
        Kind.INIT, restart == Restart.ALWAYS ? Restart.ON_FAILURE : restart, rules);
  }

  /** Empty, too: a rule without exit codes, which is for no end. */
  private static Optional<ExitRule> exitRule(
      Container container, ContainerRestartRule rule, Faults faults) {
    var codes = rule.getExitCodes();
    boolean all = RestartPolicy.ofAll(rule);
    if (!all && !"Restart".equals(rule.getAction())) {
      faults.unsupported(
          container,
          "restartPolicyRules: there is no action %s (instead: Restart or RestartAllContainers)"
              .formatted(rule.getAction()));
      return Optional.empty();
    }
    if (codes == null) {
      return Optional.empty();
    }
    return switch (codes.getOperator()) {
      case "In" -> Optional.of(new ExitRule(ExitRule.Operator.IN, codes.getValues(), all));
      case "NotIn" -> Optional.of(new ExitRule(ExitRule.Operator.NOT_IN, codes.getValues(), all));
      case null, default -> {
        faults.unsupported(
            container,
            "restartPolicyRules: there is no operator %s (instead: In or NotIn)"
                .formatted(codes.getOperator()));
        yield Optional.empty();
      }
    };
  }
}
