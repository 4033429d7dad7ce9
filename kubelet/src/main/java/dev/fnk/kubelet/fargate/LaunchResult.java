package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.TaskView;

/** What came of a launch. */
public sealed interface LaunchResult {
  /** The pod's task; perhaps one that an earlier call had started. */
  record Launched(TaskView task) implements LaunchResult {}

  /**
   * Not now: no capacity, throttled, a role not yet usable. To be tried again.
   *
   * @param reason event reason, CamelCase
   * @param message what AWS said
   */
  record NotNow(String reason, String message) implements LaunchResult {}

  /** ECS refuses the task as it is; trying the same again will not help. */
  record Refused(String message) implements LaunchResult {}
}
