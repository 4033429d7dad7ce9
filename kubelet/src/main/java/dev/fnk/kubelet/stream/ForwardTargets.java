package dev.fnk.kubelet.stream;

import java.util.Optional;

/** Where pods are. */
@FunctionalInterface
public interface ForwardTargets {
  /**
   * The way to a pod; may wait for its agent.
   *
   * @param uid of the pod that is meant; none: whichever has the name now
   * @throws NoTargetException with words for who asked
   */
  ForwardTarget find(String namespace, String pod, Optional<String> uid)
      throws NoTargetException, InterruptedException;
}
