package dev.fnk.kubelet.task;

import java.time.Duration;

/** What follows when a pod's task has ended. */
public sealed interface AfterTask {
  /** The pod has ended: Succeeded or Failed, as its status then says. */
  record Ended() implements AfterTask {}

  /**
   * Another task is due.
   *
   * @param delay back-off, counted from the end of the task
   * @param waitingReason what the containers show meanwhile
   * @param failures back-off level to carry on with
   */
  record Again(Duration delay, String waitingReason, String message, int failures)
      implements AfterTask {}
}
