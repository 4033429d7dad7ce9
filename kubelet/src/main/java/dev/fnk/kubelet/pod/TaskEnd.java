package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a task comes to its end: by its agent, or by ECS. Pure. */
final class TaskEnd {
  /** A task that is still there so long after its end was asked for is asked again. */
  static final Duration STOP_AGAIN = Duration.ofMinutes(1);

  /** An agent that does not say that it ends its containers is asked again after so long. */
  static final Duration TERMINATE_AGAIN = Duration.ofSeconds(10);

  /** An agent ends within seconds of its pod, and its task with it. */
  static final Duration ENDS_ITSELF = Duration.ofSeconds(30);

  private TaskEnd() {}

  static boolean over(PodRecord record, Observations seen) {
    return record.task().isEmpty() || seen.task().filter(TaskView::finished).isPresent();
  }

  static String reason(boolean deleting) {
    return deleting ? "its pod is being deleted" : "its pod is past its deadline";
  }

  /** Until when a task whose agent has said that it ends is left to do so. */
  static Optional<Instant> stoppingItself(Observations seen, Instant now) {
    return seen.agent()
        .filter(AgentStatus::ended)
        .flatMap(_ -> seen.endSeenAt())
        .map(at -> at.plus(ENDS_ITSELF))
        .filter(now::isBefore);
  }

  /** What is told of containers that end with their pod: of those that run, sidecars too. */
  static List<Action.Tell> told(PodStatus status) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(c -> c.getState() != null && c.getState().getRunning() != null)
        .map(c -> new Action.Tell(false, "Killing", "Stopping container " + c.getName()))
        .toList();
  }

  /**
   * Has the agent end the containers, and the task when that does not come to an end.
   *
   * @param told of it, once
   */
  static Decision terminating(
      Decision decision,
      PodRecord record,
      Observations seen,
      Termination termination,
      String reason,
      List<Action.Tell> told,
      Instant now) {
    Optional<Instant> itself = stoppingItself(seen, now);
    if (itself.isPresent()) {
      return decision.lookAgainAt(itself);
    }
    boolean agentCan =
        now.isBefore(termination.end())
            && seen.agent().filter(agent -> agent.told() && !agent.ended()).isPresent();
    if (!agentCan) {
      return stopping(decision, record, seen, reason, now);
    }
    Decision wait = decision.lookAgainAt(termination.end());
    if (seen.agent().get().stopping()) {
      return wait;
    }
    if (!record.stop().due(now)) {
      return wait.lookAgainAt(record.stop().notBefore());
    }
    Decision asked =
        wait.and(new Action.Terminate(record.task().orElseThrow(), termination.grace()));
    return record.stop().equals(Retry.NONE) ? asked.and(told) : asked;
  }

  /** Asks for the end of the task, once a while until it has come. */
  static Decision stopping(
      Decision decision, PodRecord record, Observations seen, String reason, Instant now) {
    Retry stop = record.stop();
    if (!stop.due(now)) {
      return decision.lookAgainAt(stop.notBefore());
    }
    String task = record.task().orElseThrow();
    Decision asked = decision.and(new Action.Stop(task, reason));
    boolean first = stop.equals(Retry.NONE) && seen.presence() == Presence.PRESENT;
    return first
        ? asked.and(new Action.Tell(false, "Killing", "Stopping task " + TaskView.idOf(task)))
        : asked;
  }
}
