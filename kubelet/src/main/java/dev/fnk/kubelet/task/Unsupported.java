package dev.fnk.kubelet.task;

import java.util.List;

/**
 * The pod's spec asks for what Fargate or this version cannot do.
 *
 * @param reason waiting reason, as Kubernetes names it
 * @param messages all that is asked for and cannot be had
 */
public record Unsupported(String reason, List<String> messages) implements PlanResult {
  public Unsupported {
    messages = List.copyOf(messages);
  }
}
