package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a kubelet tells of as events when a status moves on. Pure. */
final class StatusEvents {
  private static final Set<String> FAILURES =
      Set.of("ErrImagePull", "RunContainerError", "CreateContainerError");

  /** A Kubernetes event of the pod. */
  record Told(boolean warning, String reason, String message) {}

  private StatusEvents() {}

  static List<Told> between(@Nullable PodStatus before, PodStatus after) {
    var events = new ArrayList<Told>();
    for (ContainerStatus now : after.getContainerStatuses()) {
      Optional<ContainerStatus> then =
          before == null
              ? Optional.empty()
              : before.getContainerStatuses().stream()
                  .filter(c -> c.getName().equals(now.getName()))
                  .findFirst();
      started(then, now).ifPresent(events::add);
      failed(then, now).ifPresent(events::add);
      ended(then, now).ifPresent(events::add);
    }
    return events;
  }

  private static Optional<Told> started(Optional<ContainerStatus> then, ContainerStatus now) {
    boolean running = now.getState().getRunning() != null;
    boolean before =
        then.filter(c -> c.getState() != null && c.getState().getRunning() != null).isPresent();
    return running && !before
        ? Optional.of(new Told(false, "Started", "Started container " + now.getName()))
        : Optional.empty();
  }

  private static Optional<Told> failed(Optional<ContainerStatus> then, ContainerStatus now) {
    ContainerStateWaiting waiting = now.getState().getWaiting();
    if (waiting == null || !FAILURES.contains(waiting.getReason())) {
      return Optional.empty();
    }
    boolean before =
        then.filter(c -> c.getState() != null && waiting.equals(c.getState().getWaiting()))
            .isPresent();
    return before
        ? Optional.empty()
        : Optional.of(
            new Told(
                true,
                "Failed",
                "Container " + now.getName() + ": " + waiting.getReason() + ": " + words(waiting)));
  }

  private static Optional<Told> ended(Optional<ContainerStatus> then, ContainerStatus now) {
    ContainerStateTerminated end = termination(now);
    if (end == null
        || end.getExitCode() == 0
        || end.equals(then.map(StatusEvents::termination).orElse(null))) {
      return Optional.empty();
    }
    return Optional.of(
        new Told(
            true,
            "OOMKilled".equals(end.getReason()) ? "OOMKilling" : "Failed",
            "Container "
                + now.getName()
                + " ended with exit code "
                + end.getExitCode()
                + " ("
                + end.getReason()
                + ")"
                + (end.getMessage() == null ? "" : ": " + end.getMessage())));
  }

  private static @Nullable ContainerStateTerminated termination(ContainerStatus container) {
    if (container.getState() != null && container.getState().getTerminated() != null) {
      return container.getState().getTerminated();
    }
    return container.getLastState() == null ? null : container.getLastState().getTerminated();
  }

  private static String words(ContainerStateWaiting waiting) {
    return waiting.getMessage() == null ? "" : waiting.getMessage();
  }
}
