package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.task.TaskView;
import java.util.Optional;

/** The way to a pod of the node and to its agent, for who asks for streams; in words why not. */
record PodStreams(KnownPods pods, Agents agents) {
  static final int NOT_FOUND = 404;
  static final int FAILED = 500;

  /**
   * The pod of this name.
   *
   * @param uid that it has to have
   * @throws NoTargetException 404: the node has no such pod
   */
  KnownPods.KnownPod pod(String namespace, String name, Optional<String> uid)
      throws NoTargetException {
    KnownPods.KnownPod known =
        pods.find(namespace, name)
            .orElseThrow(() -> new NoTargetException(NOT_FOUND, "pod does not exist"));
    if (uid.isPresent() && !uid.get().equals(known.pod().getMetadata().getUid())) {
      throw new NoTargetException(NOT_FOUND, "pod not found");
    }
    return known;
  }

  /**
   * Those of the pod's agent.
   *
   * @throws NoTargetException 500: it has no task yet, or its agent cannot be reached
   */
  AgentStreams of(KnownPods.KnownPod pod) throws NoTargetException, InterruptedException {
    String task =
        pod.view()
            .map(TaskView::id)
            .orElseThrow(
                () -> new NoTargetException(FAILED, "the pod's task is not known to the node yet"));
    try {
      return agents.streams(task);
    } catch (AgentException e) {
      throw new NoTargetException(FAILED, "the pod's agent cannot be reached: " + e.getMessage());
    }
  }
}
