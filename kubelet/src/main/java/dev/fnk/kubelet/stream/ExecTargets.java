package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentStreams;
import java.util.Optional;

/** Where containers are. */
@FunctionalInterface
public interface ExecTargets {
  /**
   * The way to a container that runs; may wait for its agent.
   *
   * @param uid of the pod that is meant; none: whichever has the name now
   * @throws NoTargetException with words for who asked
   */
  AgentStreams find(String namespace, String pod, Optional<String> uid, String container)
      throws NoTargetException, InterruptedException;
}
