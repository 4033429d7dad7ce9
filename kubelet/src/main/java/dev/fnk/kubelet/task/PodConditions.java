package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a pod's status: the node's own, and what others have set, as it was.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions">Pod
 *     conditions</a>
 */
final class PodConditions {
  private PodConditions() {}

  static List<PodCondition> of(
      Pod pod,
      PodStatus before,
      List<ContainerStatus> containers,
      List<ContainerStatus> inits,
      String phase,
      PodSituation situation,
      Instant now) {
    Optional<String> unreachable = situation.unreachable();
    Set<String> sidecars = ContainerMapping.sidecars(pod.getSpec());
    var uninitialized =
        inits.stream()
            .filter(c -> !(sidecars.contains(c.getName()) ? c.getStarted() : c.getReady()))
            .map(ContainerStatus::getName)
            .toList();
    boolean begun = containers.stream().anyMatch(c -> c.getState().getRunning() != null);
    // As of a kubelet since 1.36: what was initialized stays so, also where it all begins anew.
    boolean was =
        before.getConditions().stream()
            .anyMatch(c -> c.getType().equals("Initialized") && "True".equals(c.getStatus()));
    boolean initialized = uninitialized.isEmpty() || begun || was || phase.equals("Succeeded");
    var unready =
        Stream.concat(
                inits.stream().filter(c -> sidecars.contains(c.getName())), containers.stream())
            .filter(c -> !c.getReady())
            .map(ContainerStatus::getName)
            .toList();
    boolean ready = unready.isEmpty() && !TaskToPodStatus.terminal(phase) && unreachable.isEmpty();
    String reason = null;
    String message = null;
    if (phase.equals("Succeeded")) {
      reason = "PodCompleted";
    } else if (phase.equals("Failed")) {
      reason = "PodFailed";
    } else if (unreachable.isPresent()) {
      reason = PodSituation.AGENT_UNREACHABLE;
      message = unreachable.get();
    } else if (!ready) {
      reason = "ContainersNotReady";
      message = "containers with unready status: " + listed(unready);
    }
    var conditions = new LinkedHashMap<String, PodCondition>();
    for (PodCondition condition : before.getConditions()) {
      conditions.put(condition.getType(), condition);
    }
    List<String> gates = closedGates(pod, conditions);
    var wanted =
        Stream.of(
            condition("PodReadyToStartContainers", networked(situation), null, null),
            condition("PodScheduled", true, null, null),
            initialized
                ? condition(
                    "Initialized", true, phase.equals("Succeeded") ? "PodCompleted" : null, null)
                : condition(
                    "Initialized",
                    false,
                    "ContainersNotInitialized",
                    "containers with incomplete status: " + listed(uninitialized)),
            condition("ContainersReady", ready, reason, message),
            ready && !gates.isEmpty()
                ? condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", gates))
                : condition("Ready", ready, reason, message));
    var alsoWanted = AllRestarting.condition(pod, situation.agent(), phase).stream();
    for (PodCondition condition : Stream.concat(wanted, alsoWanted).toList()) {
      condition.setObservedGeneration(pod.getMetadata().getGeneration());
      conditions.merge(condition.getType(), condition, (old, fresh) -> moved(old, fresh, now));
      var merged = conditions.get(condition.getType());
      if (merged != null && merged.getLastTransitionTime() == null) {
        merged.setLastTransitionTime(ContainerStates.time(now));
      }
    }
    return new ArrayList<>(conditions.values());
  }

  /**
   * The condition by which controllers know that a pod did not fail by itself, in a kubelet's words
   * when its node shuts down.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions">Pod
   *     disruption conditions</a>
   */
  static PodCondition disrupted(Pod pod, String message, Instant now) {
    return new PodConditionBuilder(
            condition("DisruptionTarget", true, "TerminationByKubelet", message))
        .withObservedGeneration(pod.getMetadata().getGeneration())
        .withLastTransitionTime(ContainerStates.time(now))
        .build();
  }

  /** Whether there is what containers start in, and its network: what a kubelet calls sandbox. */
  private static boolean networked(PodSituation situation) {
    return situation.task().filter(task -> !task.finished()).flatMap(TaskView::ip).isPresent();
  }

  /** As Go writes a list. */
  private static String listed(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  /** Others open the gates, by conditions of their own; what keeps the pod from being ready. */
  private static List<String> closedGates(Pod pod, Map<String, PodCondition> conditions) {
    var closed = new ArrayList<String>();
    for (PodReadinessGate gate : pod.getSpec().getReadinessGates()) {
      String type = gate.getConditionType();
      PodCondition condition = conditions.get(type);
      if (condition == null) {
        closed.add(
            "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!"True".equals(condition.getStatus())) {
        closed.add(
            "the status of pod readiness gate \""
                + type
                + "\" is not \"True\", but "
                + condition.getStatus());
      }
    }
    return closed;
  }

  /** The time of a transition stays while the condition does. */
  private static PodCondition moved(PodCondition before, PodCondition after, Instant now) {
    boolean same = after.getStatus().equals(before.getStatus());
    return new PodConditionBuilder(after)
        .withLastTransitionTime(same ? before.getLastTransitionTime() : ContainerStates.time(now))
        .build();
  }

  static PodCondition condition(
      String type, boolean status, @Nullable String reason, @Nullable String message) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(status ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .build();
  }
}
