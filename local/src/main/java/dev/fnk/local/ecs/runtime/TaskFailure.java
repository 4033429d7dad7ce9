package dev.fnk.local.ecs.runtime;

/** A task cannot start; the message is its stopped reason. */
final class TaskFailure extends RuntimeException {
  TaskFailure(String stoppedReason) {
    super(stoppedReason);
  }

  String stoppedReason() {
    return String.valueOf(getMessage());
  }
}
