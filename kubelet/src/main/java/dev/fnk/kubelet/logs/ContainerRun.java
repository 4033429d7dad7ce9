package dev.fnk.kubelet.logs;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container, whose log is meant; chosen as a kubelet does, which prefers the run there
 * is to the one before.
 *
 * @param task id of the task it ran in
 * @param end when it ended; empty: it runs
 */
record ContainerRun(String task, Optional<Instant> end) {
  /** Of what a container id looks like: {@code SCHEME://TASK-ID/CONTAINER}. */
  private static final String SCHEME_END = "://";

  /**
   * Chooses.
   *
   * @throws LogsNotFoundException there is none; with the kubelet's words
   *     (validateContainerLogStatus of pkg/kubelet/kubelet_pods.go)
   */
  static ContainerRun of(Pod pod, String container, boolean previous) throws LogsNotFoundException {
    String named =
        "container \"%s\" in pod \"%s\"".formatted(container, pod.getMetadata().getName());
    ContainerStatus status =
        status(pod, container).orElseThrow(() -> none(named + " is not available"));
    ContainerStateTerminated last = terminated(status.getLastState());
    ContainerState state = status.getState();
    ContainerStateTerminated ended = terminated(state);
    if (previous) {
      return ended(last).orElseThrow(() -> none("previous terminated " + named + " not found"));
    }
    if (state != null && state.getRunning() != null) {
      return new ContainerRun(task(status.getContainerID()), Optional.empty());
    }
    if (ended != null || last != null) {
      return ended(ended).or(() -> ended(last)).orElseThrow(() -> none(named + " is terminated"));
    }
    throw none(
        named
            + " is waiting to start"
            + (state == null || state.getWaiting() == null
                ? " - no logs yet"
                : ": " + why(state.getWaiting())));
  }

  /** When this run ended, as the pod says now: empty: it runs; the pod tells no more of it: now. */
  Optional<Instant> endNow(Pod pod, String container, Instant now) {
    Optional<ContainerStatus> status = status(pod, container);
    if (status.isEmpty()) {
      return Optional.of(end.orElse(now));
    }
    ContainerState state = status.get().getState();
    if (state != null
        && state.getRunning() != null
        && task(status.get().getContainerID()).equals(task)) {
      return Optional.empty();
    }
    return Stream.of(ended(terminated(state)), ended(terminated(status.get().getLastState())))
        .flatMap(Optional::stream)
        .filter(run -> run.task().equals(task))
        .findFirst()
        .map(ContainerRun::end)
        .orElseGet(() -> Optional.of(end.orElse(now)));
  }

  private static Optional<ContainerRun> ended(@Nullable ContainerStateTerminated state) {
    if (state == null || state.getContainerID() == null || state.getContainerID().isEmpty()) {
      return Optional.empty();
    }
    Instant end =
        state.getFinishedAt() == null ? Instant.EPOCH : Instant.parse(state.getFinishedAt());
    return Optional.of(new ContainerRun(task(state.getContainerID()), Optional.of(end)));
  }

  private static String why(ContainerStateWaiting waiting) {
    return switch (String.valueOf(waiting.getReason())) {
      case "ErrImagePull" -> "image can't be pulled";
      case "ImagePullBackOff" -> "trying and failing to pull image";
      default -> String.valueOf(waiting.getReason());
    };
  }

  private static @Nullable ContainerStateTerminated terminated(@Nullable ContainerState state) {
    return state == null ? null : state.getTerminated();
  }

  private static Optional<ContainerStatus> status(Pod pod, String container) {
    PodStatus status = pod.getStatus();
    return status == null
        ? Optional.empty()
        : Stream.of(
                status.getContainerStatuses(),
                status.getInitContainerStatuses(),
                status.getEphemeralContainerStatuses())
            .flatMap(list -> list == null ? Stream.empty() : list.stream())
            .filter(c -> container.equals(c.getName()))
            .findFirst();
  }

  private static String task(@Nullable String containerId) {
    String id = containerId == null ? "" : containerId;
    int from = id.indexOf(SCHEME_END);
    String path = from < 0 ? id : id.substring(from + SCHEME_END.length());
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  private static LogsNotFoundException none(String message) {
    return new LogsNotFoundException(LogsNotFoundException.Missing.RUN, message);
  }
}
