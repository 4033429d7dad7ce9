package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.PodSpec;

/** {@code spec.restartPolicy}. */
public enum RestartPolicy {
  ALWAYS,
  ON_FAILURE,
  NEVER;

  public static RestartPolicy of(PodSpec spec) {
    return switch (spec.getRestartPolicy()) {
      case "Never" -> NEVER;
      case "OnFailure" -> ON_FAILURE;
      case null, default -> ALWAYS;
    };
  }
}
