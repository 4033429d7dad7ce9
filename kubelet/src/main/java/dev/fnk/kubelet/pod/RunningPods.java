package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.stream.ForwardTarget;
import dev.fnk.kubelet.stream.ForwardTargets;
import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** The node's pods whose ports can be reached. */
public final class RunningPods implements ForwardTargets {
  private static final int NOT_FOUND = 404;
  private static final int FAILED = 500;

  private final KnownPods pods;
  private final Agents agents;

  /** Of these pods, by these agents. */
  public RunningPods(KnownPods pods, Agents agents) {
    this.pods = pods;
    this.agents = agents;
  }

  @Override
  public ForwardTarget find(String namespace, String name, Optional<String> uid)
      throws NoTargetException, InterruptedException {
    KnownPods.KnownPod known =
        pods.find(namespace, name)
            .orElseThrow(() -> new NoTargetException(NOT_FOUND, "pod does not exist"));
    Pod pod = known.pod();
    String its = pod.getMetadata().getUid();
    if (uid.isPresent() && !uid.get().equals(its)) {
      throw new NoTargetException(NOT_FOUND, "pod not found");
    }
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
      throw new NoTargetException(
          FAILED, "pod \"%s\" does not run any more: %s".formatted(name, phase));
    }
    String task =
        known
            .view()
            .map(TaskView::id)
            .orElseThrow(
                () -> new NoTargetException(FAILED, "the pod's task is not known to the node yet"));
    try {
      return new ForwardTarget(agents.streams(task), namespace + "/" + name, its);
    } catch (AgentException e) {
      throw new NoTargetException(FAILED, "the pod's agent cannot be reached: " + e.getMessage());
    }
  }
}
