package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.podspec.PodContainers;
import dev.fnk.kubelet.stream.ExecTargets;
import dev.fnk.kubelet.stream.NoTargetException;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The containers of the node's pods, by what their statuses say. */
public final class RunningContainers implements ExecTargets {
  private final PodStreams streams;

  /** Of these pods, by these agents. */
  public RunningContainers(KnownPods pods, Agents agents) {
    this.streams = new PodStreams(pods, agents);
  }

  @Override
  public AgentStreams find(String namespace, String pod, Optional<String> uid, String container)
      throws NoTargetException, InterruptedException {
    KnownPods.KnownPod known = streams.pod(namespace, pod, uid);
    Optional<ContainerStatus> told = PodContainers.told(known.pod().getStatus(), container);
    if (told.isEmpty() && !has(known.pod().getSpec(), container)) {
      throw new NoTargetException(
          PodStreams.NOT_FOUND, "container not found (\"%s\")".formatted(container));
    }
    check(container, told.map(ContainerStatus::getState));
    return streams.of(known);
  }

  private static boolean has(PodSpec spec, String container) {
    return PodContainers.of(spec).anyMatch(each -> each.getName().equals(container));
  }

  private static void check(String container, Optional<ContainerState> state)
      throws NoTargetException {
    if (state.map(ContainerState::getRunning).isPresent()) {
      return;
    }
    Optional<ContainerStateTerminated> ended = state.map(ContainerState::getTerminated);
    if (ended.isPresent()) {
      throw new NoTargetException(
          PodStreams.FAILED,
          "container \"%s\" has ended with exit code %d (%s)"
              .formatted(container, ended.get().getExitCode(), ended.get().getReason()));
    }
    Optional<ContainerStateWaiting> waiting = state.map(ContainerState::getWaiting);
    throw new NoTargetException(
        PodStreams.FAILED,
        Stream.of(
                Optional.of("container \"%s\" is waiting to start".formatted(container)),
                waiting.map(ContainerStateWaiting::getReason),
                waiting.map(ContainerStateWaiting::getMessage))
            .flatMap(Optional::stream)
            .filter(word -> !word.isEmpty())
            .collect(Collectors.joining(": ")));
  }
}
