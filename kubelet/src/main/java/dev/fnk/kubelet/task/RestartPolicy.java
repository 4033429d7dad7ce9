package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.PodSpec;
import org.jspecify.annotations.Nullable;

/** {@code restartPolicy} of a pod or a container. */
public enum RestartPolicy {
  ALWAYS,
  ON_FAILURE,
  NEVER;

  public static RestartPolicy of(PodSpec spec) {
    return of(spec.getRestartPolicy());
  }

  static RestartPolicy of(@Nullable String policy) {
    return switch (policy) {
      case "Never" -> NEVER;
      case "OnFailure" -> ON_FAILURE;
      case null, default -> ALWAYS;
    };
  }
}
