package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.PodSpec;
import org.jspecify.annotations.Nullable;

/** {@code restartPolicy} of a pod or a container; none is Always. */
public final class RestartPolicy {
  private RestartPolicy() {}

  public static Restart of(PodSpec spec) {
    return of(spec.getRestartPolicy());
  }

  /** The container's own, else the pod's. */
  public static Restart of(PodSpec spec, Container container) {
    String own = container.getRestartPolicy();
    return of(own == null || own.isEmpty() ? spec.getRestartPolicy() : own);
  }

  /** Whether a rule has all containers of the pod restarted, not its own alone. */
  public static boolean ofAll(ContainerRestartRule rule) {
    return "RestartAllContainers".equals(rule.getAction());
  }

  private static Restart of(@Nullable String policy) {
    return switch (policy) {
      case "Never" -> Restart.NEVER;
      case "OnFailure" -> Restart.ON_FAILURE;
      case null, default -> Restart.ALWAYS;
    };
  }
}
