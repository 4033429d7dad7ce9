package dev.fnk.kubelet.podspec;

import java.util.Optional;

/**
 * One reason why a pod cannot be specified. Never bears a value that may be a secret.
 *
 * @param container whose it is; empty: the pod's
 * @param message in the kubelet's words where it has some
 */
public record Fault(Kind kind, Optional<String> container, String message) {
  /** For people, with the container's name. */
  public String words() {
    return container.map(name -> "container " + name + ": ").orElse("") + message;
  }

  /** What Kubernetes does about it. */
  public enum Kind {
    /** This node never can: the pod has to be changed. */
    UNSUPPORTED,
    /** The container waits in {@code CreateContainerConfigError}; it may come right by itself. */
    CONTAINER_CONFIG,
    /** The container waits in {@code CreateContainerError}: its runtime refuses it. */
    CONTAINER,
    /** The pod waits in {@code ContainerCreating}, with the event {@code FailedMount}. */
    MOUNT
  }
}
