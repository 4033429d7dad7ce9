package dev.fnk.kubelet.task;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A container as ECS tells of it.
 *
 * @param exitCode once it has ended; empty also when it never started or ECS does not know
 * @param reason ECS's words, such as {@code CannotPullContainerError: ...}
 */
public record ContainerView(
    String name,
    State state,
    OptionalInt exitCode,
    Optional<String> reason,
    Optional<String> runtimeId,
    Optional<String> image,
    Optional<String> imageDigest) {
  /** ECS's lastStatus of a container. */
  public enum State {
    PENDING,
    RUNNING,
    STOPPED
  }
}
