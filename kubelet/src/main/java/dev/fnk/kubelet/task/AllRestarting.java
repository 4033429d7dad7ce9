package dev.fnk.kubelet.task;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;

/**
 * The condition of a pod whose containers are all being ended to begin anew, which a rule with the
 * action RestartAllContainers asked for.
 *
 * @see <a
 *     href="https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/5532-restart-all-containers-on-container-exits">KEP
 *     5532</a>
 */
final class AllRestarting {
  static final String TYPE = "AllContainersRestarting";

  private AllRestarting() {}

  /** Empty: the pod has no such rule. */
  static Optional<PodCondition> condition(Pod pod, Optional<AgentStatus> agent, String phase) {
    if (!ContainerRestart.ofAllMayFollow(pod.getSpec())) {
      return Optional.empty();
    }
    boolean over = TaskToPodStatus.terminal(phase);
    boolean restarting = !over && agent.filter(AgentStatus::restarting).isPresent();
    String reason = null;
    String message = null;
    if (over) {
      reason = phase.equals("Succeeded") ? "PodCompleted" : "PodFailed";
    } else if (restarting) {
      reason = "RestartAllContainersStarted";
      message = "container exited with restart policy rule";
    }
    return Optional.of(PodConditions.condition(TYPE, restarting, reason, message));
  }
}
