package dev.fnk.kubelet.task;

/**
 * The pod's spec asks for what Fargate or this version cannot do.
 *
 * @param reason waiting reason, as Kubernetes names it
 * @param message what is asked for and cannot be had
 */
public record Unsupported(String reason, String message) implements PlanResult {
  static Unsupported of(String message) {
    return new Unsupported("CreateContainerConfigError", message);
  }
}
