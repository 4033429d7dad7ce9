package dev.fnk.local.ecs.model.task;

/**
 * Why a task stops.
 *
 * @param code a TaskStopCode of the service model
 * @param reason in the service's words
 */
public record StopCause(String code, String reason) {
  public static StopCause user(String reason) {
    return new StopCause("UserInitiated", reason.isEmpty() ? "Task stopped by user" : reason);
  }

  public static StopCause scheduler(String reason) {
    return new StopCause("ServiceSchedulerInitiated", reason);
  }

  public static StopCause essentialExited() {
    return new StopCause("EssentialContainerExited", "Essential container in task exited");
  }

  public static StopCause failedToStart(String reason) {
    return new StopCause("TaskFailedToStart", reason);
  }
}
