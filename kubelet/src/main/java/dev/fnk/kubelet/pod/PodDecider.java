package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.task.AfterTask;
import dev.fnk.kubelet.task.PodSituation;
import dev.fnk.kubelet.task.Restarts;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.task.TaskImages;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows for a pod from its object, what the node remembers and what was seen. Pure: the same
 * four always give the same decision, and nothing is called.
 */
final class PodDecider {
  private static final String DEADLINE =
      "Pod was active on the node longer than the specified deadline";

  private final TaskToPodStatus taskToPodStatus;
  private final StartDecider start;

  PodDecider(SupervisedTask mapping, TaskToPodStatus taskToPodStatus, Instructions instructions) {
    this.taskToPodStatus = taskToPodStatus;
    this.start = new StartDecider(mapping, taskToPodStatus, instructions);
  }

  Decision decide(Pod pod, PodRecord record, Observations seen, Instant now) {
    return switch (seen.presence()) {
      case SUSPECTED -> suspected(record, now);
      case GONE -> gone(record, seen, now);
      case PRESENT -> present(pod, record, seen, now);
    };
  }

  /** Whether no task is made for the pod, whatever it refers to. */
  boolean refuses(Pod pod) {
    return !start.refusals(pod).isEmpty();
  }

  private static Decision suspected(PodRecord record, Instant now) {
    Decision wait = Decision.nothing(record);
    return record.write().due(now)
        ? wait.and(new Action.Verify())
        : wait.lookAgainAt(record.write().notBefore());
  }

  private static Decision gone(PodRecord record, Observations seen, Instant now) {
    Decision decision = Decision.nothing(record);
    return TaskEnd.over(record, seen)
        ? decision.and(new Action.Forget())
        : TaskEnd.stopping(decision, record, seen, "its pod is gone", now);
  }

  private Decision present(Pod pod, PodRecord record, Observations seen, Instant now) {
    if (PodAnnotations.mirror(pod)) {
      return Decision.nothing(record);
    }
    boolean deleting = pod.getMetadata().getDeletionTimestamp() != null;
    if (pod.getStatus() != null && TaskToPodStatus.terminal(pod.getStatus().getPhase())) {
      return ended(pod, record, seen, deleting, now);
    }
    Optional<Instant> deadline = deadline(pod);
    boolean late = deadline.filter(at -> !now.isBefore(at)).isPresent();
    Optional<Instant> untilDeadline = late ? Optional.empty() : deadline;
    if (record.task().isEmpty()) {
      return deleting || late
          ? endWithoutTask(pod, record, deleting, now)
          : start.launch(pod, record, seen, now).lookAgainAt(untilDeadline);
    }
    if (seen.task().isEmpty()) {
      Decision wait = Decision.nothing(record);
      return deleting || late
          ? TaskEnd.stopping(wait, record, seen, TaskEnd.reason(deleting), now)
          : wait.lookAgainAt(untilDeadline);
    }
    TaskView view = seen.task().get();
    if (view.finished()) {
      return finished(pod, record, seen, view, deleting, late, now);
    }
    // An agent that was told to stop, and not by the node, was told so by ECS: what follows from
    // that is decided when ECS has said why.
    boolean over =
        seen.agent()
            .filter(agent -> agent.ended() && (deleting || late || !agent.stopping()))
            .filter(agent -> !leavesOneRunning(agent))
            .isPresent();
    PodSituation situation =
        over
            ? PodSituation.ended(seen.task(), seen.agent(), failure(late && !deleting))
            : PodSituation.of(view, seen.agent()).unreachable(AgentSilence.why(pod, seen, now));
    PodStatus status = status(pod, situation, now);
    Decision decision = AgentSilence.tell(Decision.of(record, status), pod, seen);
    if (deleting || late) {
      Termination termination =
          deleting
              ? Termination.ofDeleted(pod)
              : Termination.ofLate(pod, deadline.orElseThrow(), seen, now);
      return TaskEnd.terminating(
          decision, record, seen, termination, TaskEnd.reason(deleting), TaskEnd.told(status), now);
    }
    return (over ? decision : running(pod, record, seen, view, status, now))
        .lookAgainAt(untilDeadline);
  }

  /** A pod whose task goes on, or makes place for another. */
  private Decision running(
      Pod pod, PodRecord record, Observations seen, TaskView view, PodStatus status, Instant now) {
    boolean stopping = seen.agent().filter(AgentStatus::stopping).isPresent();
    var change = ImageChange.of(pod, record, view, status, stopping);
    if (change.replaces()) {
      var replaced =
          PodSituation.replaced(view, seen.agent(), TaskReplacement.WAITING)
              .unreachable(AgentSilence.why(pod, seen, now));
      Decision decision = Decision.of(record, status(pod, replaced, now));
      return TaskReplacement.of(pod, decision, record, seen, view, change, now);
    }
    PodRecord its = record.replacing(Optional.empty());
    Optional<Instant> unheard = seen.agent().isPresent() ? Optional.empty() : view.heardBy();
    Decision told = start.told(pod, Decision.of(its, status), record, seen, view, now);
    return AgentSilence.tell(told, pod, seen)
        .and(change.told())
        .lookAgainAt(unheard.filter(now::isBefore))
        .lookAgainAt(AgentSilence.from(seen).filter(now::isBefore));
  }

  /** A pod in a final phase: nothing of it may run; once it is deleted too, it is let go. */
  private static Decision ended(
      Pod pod, PodRecord record, Observations seen, boolean deleting, Instant now) {
    Decision decision = Decision.of(record, pod.getStatus());
    if (!TaskEnd.over(record, seen) && seen.task().isPresent()) {
      return TaskEnd.stoppingItself(seen, now)
          .map(decision::lookAgainAt)
          .orElseGet(() -> TaskEnd.stopping(decision, record, seen, "its pod has ended", now));
    }
    return deleting ? decision.and(new Action.Finish()) : decision;
  }

  private Decision endWithoutTask(Pod pod, PodRecord record, boolean deleting, Instant now) {
    if (deleting) {
      return Decision.nothing(record).and(new Action.Finish());
    }
    var situation = PodSituation.ended(Optional.empty(), Optional.empty(), failure(true));
    return Decision.of(record, status(pod, situation, now));
  }

  private Decision finished(
      Pod pod,
      PodRecord record,
      Observations seen,
      TaskView view,
      boolean deleting,
      boolean late,
      Instant now) {
    boolean ends = deleting || late;
    if (!ends && ImageChange.begun(pod, record, view)) {
      var waiting = PodSituation.backOff(view, TaskReplacement.WAITING);
      return Decision.of(record.nextAttempt(0), status(pod, waiting, now));
    }
    return switch (Restarts.after(pod, view, record.failures(), ends)) {
      case AfterTask.Ended() -> {
        var situation =
            PodSituation.ended(
                Optional.of(view),
                seen.agent().filter(AgentStatus::ended),
                failure(late && !deleting).or(() -> taken(pod, view, deleting)));
        Decision end = Decision.of(record, status(pod, situation, now));
        yield deleting ? end.and(new Action.Finish()) : end;
      }
      case AfterTask.Again again -> again(pod, record, seen, view, again, now);
    };
  }

  private Decision again(
      Pod pod,
      PodRecord record,
      Observations seen,
      TaskView view,
      AfterTask.Again again,
      Instant now) {
    Instant from = view.finishedAt().or(seen::endSeenAt).orElse(now);
    Instant due = from.plus(again.delay());
    // A back-off is that of a container with its image, as a kubelet counts it.
    boolean anew = !TaskImages.outdated(pod, view).isEmpty();
    if (now.isBefore(due) && !anew) {
      var waiting = new PodSituation.Waiting(again.waitingReason(), again.message());
      return Decision.of(record, status(pod, PodSituation.backOff(view, waiting), now))
          .and(told(again))
          .lookAgainAt(due)
          .lookAgainAt(deadline(pod));
    }
    // The attempt is written down before the task is started: after a crash in between, the same
    // attempt is launched again, with the same token.
    return Decision.of(
        record.nextAttempt(anew ? 0 : again.failures()), status(pod, PodSituation.of(view), now));
  }

  /** Of containers that crash, the status' own events tell. */
  private static List<Action.Tell> told(AfterTask.Again again) {
    return again.waitingReason().equals("CrashLoopBackOff")
        ? List.of()
        : List.of(new Action.Tell(true, "BackOff", again.message()));
  }

  private PodStatus status(Pod pod, PodSituation situation, Instant now) {
    return taskToPodStatus.status(pod, situation, now);
  }

  private static Optional<Instant> deadline(Pod pod) {
    Long seconds = pod.getSpec().getActiveDeadlineSeconds();
    return seconds == null || pod.getStatus() == null || pod.getStatus().getStartTime() == null
        ? Optional.empty()
        : Optional.of(Instant.parse(pod.getStatus().getStartTime()).plusSeconds(seconds));
  }

  /** What is PID 1 of its container ends with the task, after its agent. */
  private static boolean leavesOneRunning(AgentStatus agent) {
    return agent.containers().stream()
        .anyMatch(container -> container.state() == ContainerReport.State.RUNNING);
  }

  /** As of a kubelet whose node is shut down: {@code Terminated}. */
  private static Optional<PodSituation.Waiting> taken(Pod pod, TaskView view, boolean deleting) {
    return view.capacityTaken() && !deleting && !Restarts.succeeded(pod, view)
        ? Optional.of(new PodSituation.Waiting(PodSituation.TERMINATED, view.words()))
        : Optional.empty();
  }

  private static Optional<PodSituation.Waiting> failure(boolean late) {
    return late
        ? Optional.of(new PodSituation.Waiting("DeadlineExceeded", DEADLINE))
        : Optional.empty();
  }
}
