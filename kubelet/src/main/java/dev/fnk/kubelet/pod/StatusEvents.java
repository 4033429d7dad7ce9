package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.podspec.PodWords;
import dev.fnk.kubelet.task.ContainerId;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a kubelet tells of as events when a status moves on. Pure. */
final class StatusEvents {
  /** Said of each run before the pod began anew, whatever its end was: no end of its own. */
  private static final String ALL_RESTARTED = "RestartingAllContainers";

  private static final Set<String> FAILURES =
      Set.of("ErrImagePull", "RunContainerError", "CreateContainerError");

  /**
   * A Kubernetes event of the pod.
   *
   * @param container of which it tells; empty: of the pod as a whole
   */
  record Told(String container, boolean warning, String reason, String message) {
    Told(boolean warning, String reason, String message) {
      this("", warning, reason, message);
    }

    Told of(String its) {
      return new Told(its, warning, reason, message);
    }
  }

  private StatusEvents() {}

  /**
   * @param pod as it was, with the status before
   */
  static List<Told> between(Pod pod, PodStatus after) {
    var events = new ArrayList<Told>();
    PodStatus known = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    String name = PodWords.of(pod);
    events.addAll(
        between(name, known.getInitContainerStatuses(), after.getInitContainerStatuses()));
    events.addAll(between(name, known.getContainerStatuses(), after.getContainerStatuses()));
    late(known, after).ifPresent(events::add);
    resized(known, after).ifPresent(events::add);
    events.addAll(debugged(known, after));
    return events;
  }

  private static List<Told> between(
      String pod, List<ContainerStatus> before, List<ContainerStatus> after) {
    var events = new ArrayList<Told>();
    for (ContainerStatus now : after) {
      Optional<ContainerStatus> then =
          before.stream().filter(c -> c.getName().equals(now.getName())).findFirst();
      var its = new ArrayList<>(started(then, now));
      failed(then, now).ifPresent(its::add);
      ended(then, now).ifPresent(its::add);
      backOff(pod, then, now).ifPresent(its::add);
      its.forEach(told -> events.add(told.of(now.getName())));
    }
    return events;
  }

  /** As a kubelet tells of a pod that was active for too long. */
  private static Optional<Told> late(PodStatus before, PodStatus after) {
    String reason = "DeadlineExceeded";
    return reason.equals(after.getReason()) && !reason.equals(before.getReason())
        ? Optional.of(new Told(false, reason, after.getMessage()))
        : Optional.empty();
  }

  /** As a kubelet tells of a resize that it cannot do. */
  private static Optional<Told> resized(PodStatus before, PodStatus after) {
    Optional<String> now = infeasible(after);
    return now.filter(message -> !infeasible(before).equals(now))
        .map(message -> new Told(true, "ResizeInfeasible", message));
  }

  private static Optional<String> infeasible(PodStatus status) {
    return status.getConditions().stream()
        .filter(c -> c.getType().equals("PodResizePending") && "Infeasible".equals(c.getReason()))
        .map(PodCondition::getMessage)
        .findFirst();
  }

  /** Ephemeral containers that have come, and have ended where they are. */
  private static List<Told> debugged(PodStatus before, PodStatus after) {
    Set<String> known =
        before.getEphemeralContainerStatuses().stream()
            .map(ContainerStatus::getName)
            .collect(Collectors.toSet());
    return after.getEphemeralContainerStatuses().stream()
        .filter(c -> !known.contains(c.getName()) && c.getState().getTerminated() != null)
        .map(
            c ->
                new Told(
                    true,
                    "EphemeralContainersIgnored",
                    "ephemeral container "
                        + c.getName()
                        + ": "
                        + c.getState().getTerminated().getMessage()))
        .toList();
  }

  /** The image was pulled when the task was made, for its first run; ECS does not say when. */
  private static List<Told> started(Optional<ContainerStatus> then, ContainerStatus now) {
    Optional<ContainerId> run = begun(now);
    if (run.isEmpty() || run.equals(then.flatMap(StatusEvents::begun))) {
      return List.of();
    }
    var events = new ArrayList<Told>();
    String task = run.get().task();
    boolean inTask =
        then.flatMap(c -> ContainerId.parse(c.getContainerID()))
            .filter(id -> id.task().equals(task))
            .isPresent();
    if (!inTask) {
      events.add(new Told(false, "Pulled", "Successfully pulled image \"" + now.getImage() + "\""));
      events.add(new Told(false, "Created", "Created container " + now.getName()));
    }
    events.add(new Told(false, "Started", "Started container " + now.getName()));
    return events;
  }

  /** The run that the status tells of as begun. */
  private static Optional<ContainerId> begun(ContainerStatus status) {
    ContainerState state = status.getState();
    boolean begun =
        state != null
            && (state.getRunning() != null
                || (state.getTerminated() != null && state.getTerminated().getStartedAt() != null));
    return begun ? ContainerId.parse(status.getContainerID()) : Optional.empty();
  }

  private static Optional<Told> failed(Optional<ContainerStatus> then, ContainerStatus now) {
    ContainerStateWaiting waiting = now.getState().getWaiting();
    if (waiting == null || !FAILURES.contains(waiting.getReason())) {
      return Optional.empty();
    }
    return waited(then, waiting).isPresent()
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
        || ALL_RESTARTED.equals(end.getReason())
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

  /** Once for each time that it waits: after another end, or longer than before. */
  private static Optional<Told> backOff(
      String pod, Optional<ContainerStatus> then, ContainerStatus now) {
    ContainerStateWaiting waiting = now.getState().getWaiting();
    if (waiting == null || !"CrashLoopBackOff".equals(waiting.getReason())) {
      return Optional.empty();
    }
    return waited(then, waiting)
            .filter(c -> Objects.equals(c.getLastState(), now.getLastState()))
            .isPresent()
        ? Optional.empty()
        : Optional.of(
            new Told(
                true,
                "BackOff",
                "Back-off restarting failed container " + now.getName() + " in pod " + pod));
  }

  /** The container as it was, when it waited for the same. */
  private static Optional<ContainerStatus> waited(
      Optional<ContainerStatus> then, ContainerStateWaiting now) {
    return then.filter(c -> c.getState() != null && now.equals(c.getState().getWaiting()));
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
