package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Fault;
import java.util.Comparator;
import java.util.List;

/**
 * The pod's spec asks for what Fargate or this version cannot do.
 *
 * @param reason waiting reason, as Kubernetes names it
 * @param messages all that is asked for and cannot be had, each once
 */
public record Unsupported(String reason, List<String> messages) implements PlanResult {
  /** Waiting reason of what this node never can. */
  public static final String FOR_EVER = "UnsupportedPodSpec";

  public Unsupported {
    messages = messages.stream().distinct().toList();
  }

  /** The gravest decides how the pod waits; all are told. */
  public static Unsupported of(List<Fault> faults) {
    Fault.Kind gravest =
        faults.stream().map(Fault::kind).min(Comparator.naturalOrder()).orElseThrow();
    return new Unsupported(
        switch (gravest) {
          case UNSUPPORTED -> FOR_EVER;
          case CONTAINER_CONFIG -> "CreateContainerConfigError";
          case CONTAINER -> "CreateContainerError";
          case MOUNT -> "ContainerCreating";
        },
        faults.stream().map(Fault::words).toList());
  }
}
