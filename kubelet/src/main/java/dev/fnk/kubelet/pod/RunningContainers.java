package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.stream.ExecTargets;
import dev.fnk.kubelet.stream.NoTargetException;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.util.stream.Stream;

/** The containers of the node's pods, by what their statuses say. */
public final class RunningContainers implements ExecTargets {
  private final PodStreams streams;

  /** Of these pods, by these agents. */
  public RunningContainers(KnownPods pods, Agents agents) {
    this.streams = new PodStreams(pods, agents);
  }

  @Override
  public AgentStreams find(String namespace, String pod, String container)
      throws NoTargetException, InterruptedException {
    KnownPods.KnownPod known = streams.pod(namespace, pod);
    var status = known.pod().getStatus();
    ContainerState state =
        (status == null
                ? Stream.<ContainerStatus>empty()
                : Stream.concat(
                    status.getInitContainerStatuses().stream(),
                    status.getContainerStatuses().stream()))
            .filter(c -> c.getName().equals(container))
            .map(ContainerStatus::getState)
            .findFirst()
            .orElseThrow(
                () ->
                    new NoTargetException(
                        PodStreams.NOT_FOUND, "container not found (\"%s\")".formatted(container)));
    check(container, state);
    return streams.of(known);
  }

  private static void check(String container, ContainerState state) throws NoTargetException {
    if (state != null && state.getRunning() != null) {
      return;
    }
    if (state != null && state.getTerminated() != null) {
      throw new NoTargetException(
          PodStreams.FAILED,
          "container \"%s\" has ended with exit code %d (%s)"
              .formatted(
                  container,
                  state.getTerminated().getExitCode(),
                  state.getTerminated().getReason()));
    }
    String reason =
        state == null || state.getWaiting() == null ? "unknown" : state.getWaiting().getReason();
    throw new NoTargetException(
        PodStreams.FAILED, "container \"%s\" is waiting to start: %s".formatted(container, reason));
  }
}
