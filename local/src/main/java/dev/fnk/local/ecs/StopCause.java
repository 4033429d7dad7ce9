package dev.fnk.local.ecs;

/**
 * Why a task stops.
 *
 * @param code a TaskStopCode of the service model
 * @param reason in the service's words
 */
record StopCause(String code, String reason) {
  static StopCause user(String reason) {
    return new StopCause("UserInitiated", reason.isEmpty() ? "Task stopped by user" : reason);
  }

  static StopCause scheduler(String reason) {
    return new StopCause("ServiceSchedulerInitiated", reason);
  }

  static StopCause essentialExited() {
    return new StopCause("EssentialContainerExited", "Essential container in task exited");
  }

  static StopCause failedToStart(String reason) {
    return new StopCause("TaskFailedToStart", reason);
  }
}
