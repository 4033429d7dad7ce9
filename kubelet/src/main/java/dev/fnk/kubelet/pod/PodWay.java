package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.tracing.Milestone;
import dev.fnk.kubelet.tracing.PodTraces;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells of each change of a pod's state what the pod has reached by it. */
record PodWay(PodTraces traces, InstantSource clock) implements PodBook.Changes {
  /** Of no cost where nobody wants to know. */
  static PodBook.Changes to(PodTraces traces, InstantSource clock) {
    return traces.equals(PodTraces.NONE) ? (_, _) -> {} : new PodWay(traces, clock);
  }

  @Override
  public void changed(@Nullable PodState before, PodState after) {
    Set<Milestone> reached = reached(after);
    Optional<String> waiting = waiting(after);
    boolean waitsAnew = false;
    if (before != null && before.record().attempt() == after.record().attempt()) {
      reached.removeAll(reached(before));
      waitsAnew = !waiting.equals(waiting(before));
    }
    if (!reached.isEmpty() || waitsAnew) {
      traces.passed(pod(after, waiting), reached, clock.instant());
    }
  }

  private static PodTraces.Pod pod(PodState state, Optional<String> waiting) {
    return new PodTraces.Pod(
        state.uid(),
        state.pod().getMetadata().getNamespace(),
        state.pod().getMetadata().getName(),
        state.record().attempt(),
        state.record().task().map(TaskView::idOf),
        waiting,
        status(state).map(PodStatus::getPhase).orElse("Pending"),
        state.deleting());
  }

  /** The reason only: words may have more of the pod than is to be told. */
  private static Optional<String> waiting(PodState state) {
    return state.record().refusal().map(PodRecord.Refusal::waitingReason);
  }

  /** What a pod in this state has behind it, as far as that can still be seen. */
  static Set<Milestone> reached(PodState state) {
    Observations seen = state.seen();
    Optional<TaskView.Phase> task = seen.task().map(TaskView::phase);
    boolean launched = state.record().task().isPresent();
    boolean told = seen.agent().filter(AgentStatus::told).isPresent();
    boolean stopped = seen.task().filter(TaskView::finished).isPresent();
    boolean over = stopped || seen.agent().filter(AgentStatus::ended).isPresent();
    var reached = EnumSet.of(Milestone.SEEN);
    add(reached, Milestone.RESOLVED, launched || resolved(seen));
    add(reached, Milestone.LAUNCHED, launched);
    add(reached, Milestone.TASK_RUNNING, task.filter(TaskView.Phase.RUNNING::equals).isPresent());
    add(reached, Milestone.AGENT_PROVED, seen.agent().isPresent());
    add(reached, Milestone.INSTRUCTED, told);
    add(reached, Milestone.STARTED, told && started(state.pod(), seen.agent().orElseThrow()));
    add(reached, Milestone.READY, told && ready(state));
    add(
        reached,
        Milestone.ENDING,
        over
            || state.deleting()
            || seen.endingSince().isPresent()
            || task.filter(TaskView.Phase.ENDING::equals).isPresent()
            || seen.presence() == Presence.GONE);
    add(reached, Milestone.CONTAINERS_ENDED, over);
    add(reached, Milestone.TASK_STOPPED, stopped);
    add(reached, Milestone.GONE, seen.presence() == Presence.GONE);
    return reached;
  }

  private static void add(Set<Milestone> reached, Milestone milestone, boolean is) {
    if (is) {
      reached.add(milestone);
    }
  }

  private static boolean resolved(Observations seen) {
    return seen.inputs().filter(Resolution.Resolved.class::isInstance).isPresent();
  }

  private static boolean started(Pod pod, AgentStatus agent) {
    Set<String> begun =
        agent.containers().stream()
            .filter(c -> c.state() != ContainerReport.State.WAITING || c.restarts() > 0)
            .map(ContainerReport::name)
            .collect(Collectors.toSet());
    return pod.getSpec().getContainers().stream().map(Container::getName).allMatch(begun::contains);
  }

  private static boolean ready(PodState state) {
    return status(state).stream()
        .flatMap(status -> status.getConditions().stream())
        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static Optional<PodStatus> status(PodState state) {
    return state.status().or(() -> Optional.ofNullable(state.pod().getStatus()));
  }
}
