package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.task.TaskPlan;
import java.time.Duration;

/** What is to be done for a pod; carried out by {@link PodExecutor}. */
sealed interface Action {
  /** Find out whether the pod is still in the API. */
  record Verify() implements Action {}

  /** Read what its spec refers to. */
  record Resolve() implements Action {}

  /** Start the attempt's task. */
  record Launch(TaskPlan plan) implements Action {}

  /** Tell the agent in the task what to run. */
  record Instruct(String task, PodSpecification pod) implements Action {}

  /** Have the running pod's volumes hold what they name by now. */
  record FollowVolumes(String task) implements Action {}

  /**
   * Have the agent end the task's containers: preStop and TERM now, KILL when the grace has passed.
   *
   * @param task ARN or id
   */
  record Terminate(String task, Duration grace) implements Action {}

  /**
   * Ask for the task's end.
   *
   * @param task ARN or id
   */
  record Stop(String task, String reason) implements Action {}

  /** Take the pod, which is being deleted and has ended, out of the API. */
  record Finish() implements Action {}

  /** Nothing is left of the pod that anything would have to be done about. */
  record Forget() implements Action {}

  /** An event; told once something else of the decision was done. */
  record Tell(boolean warning, String reason, String message) implements Action {}
}
