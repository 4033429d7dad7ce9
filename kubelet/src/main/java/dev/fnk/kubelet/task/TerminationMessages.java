package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What containers say at their end: 12 KiB a pod, divided among all its containers, as a kubelet
 * has it.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/">Determine
 *     the reason for Pod failure</a>
 */
final class TerminationMessages {
  private static final int MOST_OF_A_POD = 12 * 1024;

  private final int most;

  TerminationMessages(PodSpec spec) {
    int containers =
        spec.getContainers().size()
            + spec.getInitContainers().size()
            + spec.getEphemeralContainers().size();
    this.most = MOST_OF_A_POD / Math.max(1, containers);
  }

  /** The statuses with the beginnings of their messages. */
  List<ContainerStatus> bounded(List<ContainerStatus> statuses) {
    return statuses.stream().map(this::bounded).toList();
  }

  private ContainerStatus bounded(ContainerStatus status) {
    return fits(status.getState()) && fits(status.getLastState())
        ? status
        : new ContainerStatusBuilder(status)
            .withState(bounded(status.getState()))
            .withLastState(bounded(status.getLastState()))
            .build();
  }

  private @Nullable ContainerState bounded(@Nullable ContainerState state) {
    return state == null || fits(state)
        ? state
        : new ContainerStateBuilder(state)
            .editTerminated()
            .withMessage(beginning(state.getTerminated().getMessage()))
            .endTerminated()
            .build();
  }

  private boolean fits(@Nullable ContainerState state) {
    return state == null
        || state.getTerminated() == null
        || state.getTerminated().getMessage() == null
        || bytes(state.getTerminated().getMessage()) <= most;
  }

  /** In whole characters: half of one cannot be written to the API server. */
  private String beginning(String message) {
    int end = 0;
    int taken = 0;
    while (end < message.length()) {
      String character = Character.toString(message.codePointAt(end));
      taken += bytes(character);
      if (taken > most) {
        break;
      }
      end += character.length();
    }
    return message.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
