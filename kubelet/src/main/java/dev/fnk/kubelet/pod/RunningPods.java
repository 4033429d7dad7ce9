package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.stream.ForwardTarget;
import dev.fnk.kubelet.stream.ForwardTargets;
import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.task.TaskToPodStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** The node's pods whose ports can be reached. */
public final class RunningPods implements ForwardTargets {
  private final PodStreams streams;

  /** Of these pods, by these agents. */
  public RunningPods(KnownPods pods, Agents agents) {
    this.streams = new PodStreams(pods, agents);
  }

  @Override
  public ForwardTarget find(String namespace, String name, Optional<String> uid)
      throws NoTargetException, InterruptedException {
    KnownPods.KnownPod known = streams.pod(namespace, name, uid);
    Pod pod = known.pod();
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    if (TaskToPodStatus.terminal(phase)) {
      throw new NoTargetException(
          PodStreams.FAILED, "pod \"%s\" does not run any more: %s".formatted(name, phase));
    }
    return new ForwardTarget(streams.of(known), namespace + "/" + name, pod.getMetadata().getUid());
  }
}
