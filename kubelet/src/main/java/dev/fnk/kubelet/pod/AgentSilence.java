package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.task.PodSituation;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows for a pod whose task runs and whose agent cannot be heard: it is no longer said to
 * be ready, and nothing of it is restarted, as Kubernetes does with the pods of a kubelet that is
 * not heard of. Pure.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller">Node
 *     controller</a>
 */
final class AgentSilence {
  /**
   * The node-monitor-grace-period that Kubernetes gave a kubelet for many years: several tries at
   * least, which are 10 s apart and may take 23 s. It counts from the connection's end, which a
   * network that swallows everything shows only 50 s later.
   */
  static final Duration UNREACHABLE_AFTER = Duration.ofSeconds(40);

  private AgentSilence() {}

  /** When the agent is given up; empty: it is heard, or need not be. */
  static Optional<Instant> from(Observations seen) {
    return running(seen)
        .filter(task -> !task.stopping())
        .flatMap(
            task ->
                seen.silentSince()
                    // Before its task runs there is no agent to be heard.
                    .map(at -> task.startedAt().filter(at::isBefore).orElse(at)))
        .map(at -> at.plus(UNREACHABLE_AFTER));
  }

  /**
   * Why the agent's word does not count any more; empty: it does. What the pod's status says of it
   * holds until the agent is heard, by whichever node.
   */
  static Optional<String> why(Pod pod, Observations seen, Instant now) {
    if (running(seen).isEmpty() || heard(seen)) {
      return Optional.empty();
    }
    return told(pod.getStatus())
        .map(PodCondition::getMessage)
        .or(
            () ->
                from(seen)
                    .filter(at -> !now.isBefore(at))
                    .map(
                        at ->
                            "the agent in the pod's task has not answered the node since "
                                + at.minus(UNREACHABLE_AFTER).truncatedTo(ChronoUnit.SECONDS)
                                + ": nothing is known of its containers from then on"));
  }

  /** Tells of what its status says from now on: once for each loss, and for each return. */
  static Decision tell(Decision decision, Pod pod, Observations seen) {
    return decision.and(told(pod, decision.status().orElse(pod.getStatus()), seen));
  }

  private static List<Action.Tell> told(Pod pod, PodStatus next, Observations seen) {
    Optional<PodCondition> before = told(pod.getStatus());
    Optional<PodCondition> now = told(next);
    if (now.isPresent() && before.isEmpty()) {
      return List.of(new Action.Tell(true, PodSituation.AGENT_UNREACHABLE, now.get().getMessage()));
    }
    return before.isPresent() && now.isEmpty() && heard(seen)
        ? List.of(new Action.Tell(false, "AgentHeard", "the agent in the pod's task answers again"))
        : List.of();
  }

  /** Its task, if that runs, and its agent with it. */
  private static Optional<TaskView> running(Observations seen) {
    return seen.task().filter(task -> task.phase() == TaskView.Phase.RUNNING);
  }

  private static boolean heard(Observations seen) {
    return seen.agent().isPresent() && seen.silentSince().isEmpty();
  }

  private static Optional<PodCondition> told(@Nullable PodStatus status) {
    return status == null
        ? Optional.empty()
        : status.getConditions().stream()
            .filter(c -> c.getType().equals("ContainersReady"))
            .filter(c -> PodSituation.AGENT_UNREACHABLE.equals(c.getReason()))
            .findFirst();
  }
}
