package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.PodSituation;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.Unsupported;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a pod gets its task, and its agent gets to know what to run. Pure. */
final class StartDecider {
  private final SupervisedTask mapping;
  private final TaskToPodStatus taskToPodStatus;
  private final Instructions instructions;

  StartDecider(SupervisedTask mapping, TaskToPodStatus taskToPodStatus, Instructions instructions) {
    this.mapping = mapping;
    this.taskToPodStatus = taskToPodStatus;
    this.instructions = instructions;
  }

  /** Tells the agent what it does not know yet. */
  Decision told(
      Pod pod, Decision decision, PodRecord record, Observations seen, TaskView view, Instant now) {
    if (seen.agent().isEmpty()) {
      return decision;
    }
    AgentStatus agent = seen.agent().get();
    if (!agent.told()) {
      return instruct(pod, decision, record, seen, view, now);
    }
    return agent.stopping() || agent.ended()
        ? decision
        : seen.volumes().follow(decision, pod, view.arn(), now);
  }

  /** Tells the agent what to run, once all of it is known. */
  private Decision instruct(
      Pod pod, Decision decision, PodRecord record, Observations seen, TaskView view, Instant now) {
    if (!record.launch().due(now)) {
      return decision.lookAgainAt(record.launch().notBefore());
    }
    if (seen.inputs().isEmpty()) {
      return decision.and(new Action.Resolve());
    }
    return switch (seen.inputs().get()) {
      case Resolution.Resolved(Inputs inputs, _) ->
          switch (instructions.of(pod, view, inputs)) {
            case Instructions.Instruction.Ready(PodSpecification told) ->
                decision.and(new Action.Instruct(view.arn(), told));
            case Instructions.Instruction.NotReady(String why, List<String> messages) ->
                refused(pod, record, seen.task(), why, "Failed", messages, now);
          };
      case Resolution.Missing missing -> missing(pod, record, seen.task(), missing, now);
      case Resolution.NotNow(String why, String message) ->
          refused(pod, record, seen.task(), why, "Failed", List.of(message), now);
    };
  }

  Decision launch(Pod pod, PodRecord record, Observations seen, Instant now) {
    if (seen.inputs().isPresent() && seen.inputs().get() instanceof Resolution.Resolved read) {
      return record.launch().due(now) ? plan(pod, record, read, now) : waiting(pod, record, now);
    }
    List<String> refusals = refusals(pod);
    if (!refusals.isEmpty()) {
      return refusedUnread(pod, record, seen, refusals, now);
    }
    if (!record.launch().due(now)) {
      return waiting(pod, record, now);
    }
    if (seen.inputs().isEmpty()) {
      return Decision.nothing(record).and(new Action.Resolve());
    }
    return switch (seen.inputs().get()) {
      case Resolution.Missing missing -> missing(pod, record, Optional.empty(), missing, now);
      case Resolution.NotNow(String why, String message) ->
          refused(pod, record, Optional.empty(), why, "Failed", List.of(message), now);
      case Resolution.Resolved _ -> throw new IllegalStateException("planned above");
    };
  }

  /** What keeps the pod from a task, whatever it refers to. */
  List<String> refusals(Pod pod) {
    return mapping.refusals(pod);
  }

  /**
   * A refusal hides behind nothing: neither a secret that is missing nor an image that cannot be
   * had. It is told first; what else only those say follows once they have been read.
   */
  private Decision refusedUnread(
      Pod pod, PodRecord record, Observations seen, List<String> refusals, Instant now) {
    Decision refused =
        refused(pod, record, Optional.empty(), Unsupported.FOR_EVER, "Unsupported", refusals, now);
    if (!refused.status().equals(Optional.ofNullable(pod.getStatus()))) {
      return refused;
    }
    return record.launch().due(now)
        ? seen.inputs().isEmpty() ? Decision.nothing(record).and(new Action.Resolve()) : refused
        : refused.lookAgainAt(record.launch().notBefore());
  }

  private Decision plan(Pod pod, PodRecord record, Resolution.Resolved read, Instant now) {
    return switch (mapping.plan(pod, record.attempt(), read.inputs())) {
      case Unsupported(String reason, List<String> messages) ->
          refused(pod, record, Optional.empty(), reason, event(reason), messages, now);
      case TaskPlan plan -> {
        Decision launch = Decision.nothing(record).and(new Action.Launch(plan));
        // Told with the first task only.
        yield record.attempt() > 0
            ? launch
            : launch
                .and(
                    plan.notices().stream()
                        .map(n -> new Action.Tell(true, n.reason(), n.message()))
                        .toList())
                .and(MissingReferences.told(read.absent()));
      }
    };
  }

  /** As a kubelet tells of what may come right, and the node of what never can. */
  private static String event(String waitingReason) {
    return switch (waitingReason) {
      case Unsupported.FOR_EVER -> "Unsupported";
      case "ContainerCreating" -> "FailedMount";
      default -> "Failed";
    };
  }

  private Decision missing(
      Pod pod, PodRecord record, Optional<TaskView> task, Resolution.Missing missing, Instant now) {
    String message = String.join("; ", missing.what());
    // A kubelet mounts volumes before it looks at any container.
    boolean mounts = missing.absent().stream().anyMatch(MissingReferences::holdsMounts);
    var waiting =
        new PodSituation.Waiting(
            mounts ? "ContainerCreating" : "CreateContainerConfigError", message);
    var situation = PodSituation.held(task, waiting);
    return Decision.of(record, taskToPodStatus.status(pod, situation, now))
        .and(MissingReferences.told(missing));
  }

  /** Without a task, or held in the one that there is; all reasons are told in one event. */
  private Decision refused(
      Pod pod,
      PodRecord record,
      Optional<TaskView> task,
      String waitingReason,
      String event,
      List<String> reasons,
      Instant now) {
    String message = String.join("; ", reasons);
    var situation = PodSituation.held(task, new PodSituation.Waiting(waitingReason, message));
    return Decision.of(record, taskToPodStatus.status(pod, situation, now))
        .and(new Action.Tell(true, event, EventText.of(reasons)));
  }

  private Decision waiting(Pod pod, PodRecord record, Instant now) {
    return record
        .refusal()
        .map(why -> PodSituation.waiting(why.waitingReason(), why.message()))
        .map(situation -> Decision.of(record, taskToPodStatus.status(pod, situation, now)))
        .orElse(Decision.nothing(record))
        .lookAgainAt(record.launch().notBefore());
  }
}
