package dev.fnk.kubelet.task;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a task never ran, in Kubernetes' words.
 *
 * @param reason waiting reason while the next attempt is not yet due
 * @param backOffReason waiting reason during back-off
 * @param kind what follows from it
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html">Stopped
 *     tasks error messages</a>
 */
public record StopCause(String reason, String backOffReason, String message, Kind kind) {
  /** What follows from a start that failed. */
  public enum Kind {
    /** Kubernetes tries for ever, whatever the restart policy: images, network, capacity. */
    RETRIED,
    /** The container was made and could not run: it ended with 128, the restart policy decides. */
    START_ERROR
  }

  private static final Pattern PULL =
      Pattern.compile(
          "CannotPullContainerError|pull image|manifest unknown|InvalidImageName|ImageNotFound",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern START =
      Pattern.compile(
          "CannotStartContainerError|CannotCreateContainerError|ContainerRuntimeError"
              + "|InternalError: unable to start|exec format error|executable file not found");

  /**
   * The cause of a finished task whose container never ran; the container's own words first, then
   * the task's.
   */
  public static StopCause of(TaskView task, Optional<ContainerView> container) {
    String message =
        Stream.of(container.flatMap(ContainerView::reason), task.stoppedReason())
            .flatMap(Optional::stream)
            .filter(text -> !text.isBlank())
            .findFirst()
            .orElse("the task stopped before its containers ran");
    String words = message + " " + task.stoppedReason().orElse("");
    if (PULL.matcher(words).find()) {
      return new StopCause("ErrImagePull", "ImagePullBackOff", message, Kind.RETRIED);
    }
    if (START.matcher(words).find()) {
      return new StopCause("RunContainerError", "CrashLoopBackOff", message, Kind.START_ERROR);
    }
    return new StopCause("CreateContainerError", "CreateContainerError", message, Kind.RETRIED);
  }
}
