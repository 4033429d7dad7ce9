package dev.fnk.kubelet.logs;

import dev.fnk.kubelet.task.ContainerId;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container, whose log is meant; chosen as a kubelet does, which prefers the run there
 * is to the one before.
 *
 * <p>Runs of one task share a stream. Marks bound a run in it ({@link RunLines}); the whole seconds
 * that a status tells say where to look for them.
 *
 * @param id the container's
 * @param start when it began; empty: no earlier run was in this task
 * @param next when the run after it began; empty: there is none in this task
 * @param end when it ended; empty: it runs
 */
record ContainerRun(
    String id, Optional<Instant> start, Optional<Instant> next, Optional<Instant> end) {
  /** Of what a container id looks like: {@code SCHEME://TASK-ID/CONTAINER}, perhaps with a run. */
  private static final String SCHEME_END = "://";

  /** What a status tells of a time is cut to a second. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  /**
   * How far the time of a mark may be from that of the start it stands at: what supervisor and log
   * driver may take.
   */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Id of the task it ran in. */
  String task() {
    return task(id);
  }

  /** How many were before it in its task. */
  int number() {
    return ContainerId.parse(id).map(ContainerId::run).orElse(0);
  }

  /** Whether it surely ran already: nothing of that time is of an earlier run. */
  boolean runsFor(Instant time) {
    return start.map(began -> !time.isBefore(began.plus(SECOND).plus(MARGIN))).orElse(false);
  }

  /**
   * Where its lines and its marks are.
   *
   * @param since nothing before this is asked for
   */
  LogStreams.Window window(Optional<Instant> since) {
    Optional<Instant> first = start.map(began -> began.minus(MARGIN));
    return new LogStreams.Window(
        first.isEmpty() || since.filter(this::runsFor).isPresent() ? since : first,
        next.map(begins -> begins.plus(SECOND).plus(MARGIN)));
  }

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
      return ended(last, status)
          .orElseThrow(() -> none("previous terminated " + named + " not found"));
    }
    if (state != null && state.getRunning() != null) {
      String id = status.getContainerID() == null ? "" : status.getContainerID();
      return new ContainerRun(
          id, start(id, state.getRunning().getStartedAt()), Optional.empty(), Optional.empty());
    }
    if (ended != null || last != null) {
      return ended(ended, status)
          .or(() -> ended(last, status))
          .orElseThrow(() -> none(named + " is terminated"));
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
    if (state != null && state.getRunning() != null && id.equals(status.get().getContainerID())) {
      return Optional.empty();
    }
    return Stream.of(terminated(state), terminated(status.get().getLastState()))
        .flatMap(ended -> ended(ended, status.get()).stream())
        .filter(run -> run.id().equals(id))
        .findFirst()
        .map(ContainerRun::end)
        .orElseGet(() -> Optional.of(end.orElse(now)));
  }

  private static Optional<ContainerRun> ended(
      @Nullable ContainerStateTerminated state, ContainerStatus status) {
    if (state == null || state.getContainerID() == null || state.getContainerID().isEmpty()) {
      return Optional.empty();
    }
    Instant end =
        state.getFinishedAt() == null ? Instant.EPOCH : Instant.parse(state.getFinishedAt());
    String id = state.getContainerID();
    boolean another =
        !id.equals(status.getContainerID()) && task(id).equals(task(status.getContainerID()));
    return Optional.of(
        new ContainerRun(
            id,
            start(id, state.getStartedAt()),
            another && state.getFinishedAt() != null
                ? Optional.of(startedAt(status.getState()).orElse(end))
                : Optional.empty(),
            Optional.of(end)));
  }

  /** The first run in a task has the stream from its beginning. */
  private static Optional<Instant> start(String id, @Nullable String startedAt) {
    boolean again = ContainerId.parse(id).filter(container -> container.run() > 0).isPresent();
    return again && startedAt != null ? Optional.of(Instant.parse(startedAt)) : Optional.empty();
  }

  private static Optional<Instant> startedAt(@Nullable ContainerState state) {
    if (state == null) {
      return Optional.empty();
    }
    return Stream.of(
            Optional.ofNullable(state.getRunning()).map(ContainerStateRunning::getStartedAt),
            Optional.ofNullable(state.getTerminated()).map(ContainerStateTerminated::getStartedAt))
        .flatMap(Optional::stream)
        .findFirst()
        .map(Instant::parse);
  }

  private static String why(ContainerStateWaiting waiting) {
    String reason = waiting.getReason();
    return switch (reason) {
      case "ErrImagePull" -> "image can't be pulled";
      case "ImagePullBackOff" -> "trying and failing to pull image";
      case null -> "";
      default -> reason;
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
