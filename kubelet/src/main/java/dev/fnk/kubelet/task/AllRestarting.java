package dev.fnk.kubelet.task;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
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
  static Optional<PodCondition> condition(
      Pod pod, PodStatus before, Optional<AgentStatus> agent, String phase, Instant now) {
    if (!ContainerRestart.ofAllMayFollow(pod.getSpec())) {
      return Optional.empty();
    }
    boolean over = TaskToPodStatus.terminal(phase);
    boolean restarting = !over && agent.filter(AgentStatus::restarting).isPresent();
    String status = restarting ? "True" : "False";
    String since =
        before.getConditions().stream()
            .filter(c -> TYPE.equals(c.getType()) && status.equals(c.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .findFirst()
            .orElse(ContainerStates.time(now));
    var condition =
        new PodConditionBuilder()
            .withType(TYPE)
            .withStatus(status)
            .withObservedGeneration(pod.getMetadata().getGeneration())
            .withLastTransitionTime(since);
    if (over) {
      condition.withReason(phase.equals("Succeeded") ? "PodCompleted" : "PodFailed");
    } else if (restarting) {
      condition
          .withReason("RestartAllContainersStarted")
          .withMessage("container exited with restart policy rule");
    }
    return Optional.of(condition.build());
  }
}
