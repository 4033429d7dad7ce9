package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States of a container as a status has them, and what the status before told of it. */
final class ContainerStates {
  /** Why what has ended waits for its next run. */
  static final String BACK_OFF = "CrashLoopBackOff";

  private static final int UNKNOWN_EXIT_CODE = 137;

  private ContainerStates() {}

  /** A time as Kubernetes writes it: whole seconds. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static ContainerState waiting(String reason, @Nullable String message) {
    return new ContainerStateBuilder()
        .withNewWaiting()
        .withReason(reason)
        .withMessage(message)
        .endWaiting()
        .build();
  }

  /** Why containers wait of which nothing else is known: a kubelet says it of all of a pod. */
  static String creating(Pod pod) {
    return pod.getSpec().getInitContainers().isEmpty() ? "ContainerCreating" : "PodInitializing";
  }

  static ContainerState running(String startedAt) {
    return new ContainerStateBuilder()
        .withNewRunning()
        .withStartedAt(startedAt)
        .endRunning()
        .build();
  }

  static ContainerState terminated(
      int code,
      String reason,
      @Nullable String message,
      @Nullable String startedAt,
      String finishedAt,
      @Nullable String id) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(code)
        .withReason(reason)
        .withMessage(message)
        .withStartedAt(startedAt)
        .withFinishedAt(finishedAt)
        .withContainerID(id)
        .endTerminated()
        .build();
  }

  /** It has ended, and nobody knows how. */
  static ContainerState unknown(
      @Nullable String startedAt, String finishedAt, @Nullable String id) {
    return terminated(
        UNKNOWN_EXIT_CODE,
        "ContainerStatusUnknown",
        "The container could not be located when the pod was terminated",
        startedAt,
        finishedAt,
        id);
  }

  /** What the pod's status tells of the container so far. */
  static Optional<ContainerStatus> before(Pod pod, String name, boolean init) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    var statuses =
        init ? pod.getStatus().getInitContainerStatuses() : pod.getStatus().getContainerStatuses();
    return statuses.stream().filter(c -> c.getName().equals(name)).findFirst();
  }

  /**
   * How the container told of before has ended; it did, for another has taken its place.
   *
   * @param finishedAt when, if the status does not tell
   */
  static Optional<ContainerState> ended(Optional<ContainerStatus> before, String finishedAt) {
    ContainerState state = before.map(ContainerStatus::getState).orElse(null);
    if (state == null) {
      return Optional.empty();
    }
    if (state.getTerminated() != null) {
      return Optional.of(state);
    }
    return state.getRunning() == null
        ? Optional.empty()
        : Optional.of(
            unknown(state.getRunning().getStartedAt(), finishedAt, before.get().getContainerID()));
  }

  /**
   * The image by digest.
   *
   * @param image by the name that the pod gives it
   */
  static Optional<String> imageId(String image, Optional<ContainerView> view) {
    return view.flatMap(ContainerView::imageDigest).map(digest -> repository(image) + "@" + digest);
  }

  /** What was told of the container's image, if it is still the same. */
  static Optional<String> imageId(Container container, ContainerStatus before) {
    return Optional.ofNullable(before.getImageID())
        .filter(_ -> Objects.equals(container.getImage(), before.getImage()));
  }

  /** The image's name without tag and digest. */
  private static String repository(String image) {
    int at = image.indexOf('@');
    String named = at < 0 ? image : image.substring(0, at);
    int colon = named.lastIndexOf(':');
    return colon > named.lastIndexOf('/') ? named.substring(0, colon) : named;
  }
}
