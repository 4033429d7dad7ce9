package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentStreams;

/** Where containers are. */
@FunctionalInterface
public interface ExecTargets {
  /**
   * The way to a container that runs; may wait for its agent.
   *
   * @throws NoTargetException with words for who asked
   */
  AgentStreams find(String namespace, String pod, String container)
      throws NoTargetException, InterruptedException;
}
