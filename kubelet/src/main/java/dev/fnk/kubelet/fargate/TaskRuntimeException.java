package dev.fnk.kubelet.fargate;

import software.amazon.awssdk.core.exception.SdkException;

/** What ECS said, in its words, or that it did not answer; to be tried again. */
public final class TaskRuntimeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TaskRuntimeException(SdkException cause) {
    super(cause.getMessage(), cause);
  }
}
