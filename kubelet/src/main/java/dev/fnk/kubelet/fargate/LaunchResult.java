package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.TaskView;
import java.util.Optional;

/** What came of a launch. */
public sealed interface LaunchResult {
  /**
   * The pod's task; perhaps one that an earlier call had started.
   *
   * @param arn the task's ARN
   * @param task as ECS told of it; empty: it has not yet
   * @param noSpot why it is not on Spot, as it was to be; empty: it is where it was to be
   */
  record Launched(String arn, Optional<TaskView> task, Optional<String> noSpot)
      implements LaunchResult {
    /** Where it was to be. */
    public Launched(String arn, Optional<TaskView> task) {
      this(arn, task, Optional.empty());
    }

    static Launched of(TaskView task) {
      return new Launched(task.arn(), Optional.of(task));
    }

    Launched noSpot(String why) {
      return new Launched(arn, task, Optional.of(why));
    }
  }

  /**
   * Not now: no capacity, throttled, a role not yet usable. To be tried again.
   *
   * @param reason event reason, CamelCase
   * @param message what AWS said, the same for the same cause
   * @param unanswered whether a task may have been started all the same: the answer is lost
   */
  record NotNow(String reason, String message, boolean unanswered) implements LaunchResult {}

  /** ECS refuses the task as it is; trying the same again will not help. */
  record Refused(String message) implements LaunchResult {}

  /** Nobody wanted it any more before its turn came; nothing was asked of ECS. */
  record Unwanted() implements LaunchResult {}
}
