package dev.fnk.kubelet.task;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import java.util.Optional;

/**
 * Where a pod stands, besides what its spec and its last status say.
 *
 * @param task its latest task; empty: none yet
 * @param agent what the agent in it reports; empty: nothing yet
 * @param waiting why its containers wait, when it is not just that the task is starting
 * @param ended whether nothing more will be started: the pod ends with its task
 * @param failure a reason to fail the whole pod with, such as DeadlineExceeded
 * @param unreachable why what the agent has told cannot be relied on; empty: it can
 */
public record PodSituation(
    Optional<TaskView> task,
    Optional<AgentStatus> agent,
    Optional<Waiting> waiting,
    boolean ended,
    Optional<Waiting> failure,
    Optional<String> unreachable) {
  /** Reason of conditions of a pod whose agent has not been heard for long. */
  public static final String AGENT_UNREACHABLE = "AgentUnreachable";

  /** Why a pod has failed whose capacity was taken away, in a kubelet's word. */
  public static final String TERMINATED = "Terminated";

  /** Reason and message of a waiting container, or of a failed pod. */
  public record Waiting(String reason, String message) {}

  public static PodSituation starting() {
    return new PodSituation(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  public static PodSituation waiting(String reason, String message) {
    return new PodSituation(
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Waiting(reason, message)),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** Its task runs, and its containers wait all the same. */
  public static PodSituation held(Optional<TaskView> task, Waiting waiting) {
    return new PodSituation(
        task, Optional.empty(), Optional.of(waiting), false, Optional.empty(), Optional.empty());
  }

  public static PodSituation of(TaskView task) {
    return of(task, Optional.empty());
  }

  public static PodSituation of(TaskView task, Optional<AgentStatus> agent) {
    return new PodSituation(
        Optional.of(task), agent, Optional.empty(), false, Optional.empty(), Optional.empty());
  }

  /** Its task is brought to its end, for another to take its place. */
  public static PodSituation replaced(TaskView task, Optional<AgentStatus> agent, Waiting waiting) {
    return new PodSituation(
        Optional.of(task), agent, Optional.of(waiting), false, Optional.empty(), Optional.empty());
  }

  /** Its task has ended, and gets no other. */
  public static PodSituation ended(
      Optional<TaskView> task, Optional<AgentStatus> agent, Optional<Waiting> failure) {
    return new PodSituation(task, agent, Optional.empty(), true, failure, Optional.empty());
  }

  /** Its task has ended, and the next is not due. */
  public static PodSituation backOff(TaskView task, Waiting waiting) {
    return new PodSituation(
        Optional.of(task),
        Optional.empty(),
        Optional.of(waiting),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** Its agent has not been heard for long. */
  public PodSituation unreachable(Optional<String> why) {
    return new PodSituation(task, agent, waiting, ended, failure, why);
  }
}
