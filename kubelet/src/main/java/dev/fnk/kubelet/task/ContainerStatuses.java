package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The containers' part of a pod's status while no agent tells of them: before it is heard, and when
 * ECS alone knows how its task has ended. The last status written is the memory: a container whose
 * id differs from the one it tells of is a restart.
 */
final class ContainerStatuses {
  private static final int START_ERROR_EXIT_CODE = 128;
  private static final String UNHEARD =
      "the task runs, but its agent has not answered the node: nothing is known of its containers";

  private final Pod pod;
  private final PodSituation situation;
  private final Instant now;

  ContainerStatuses(Pod pod, PodSituation situation, Instant now) {
    this.pod = pod;
    this.situation = situation;
    this.now = now;
  }

  List<ContainerStatus> all() {
    return pod.getSpec().getContainers().stream().map(c -> status(c, false)).toList();
  }

  List<ContainerStatus> inits() {
    return pod.getSpec().getInitContainers().stream().map(c -> status(c, true)).toList();
  }

  private ContainerStatus status(Container container, boolean init) {
    Optional<ContainerStatus> before = ContainerStates.before(pod, container.getName(), init);
    Optional<ContainerView> view =
        situation.task().flatMap(task -> task.container(container.getName()));
    ContainerState state = state(view, before, init);
    String idBefore = before.map(ContainerStatus::getContainerID).orElse("");
    String id = id(view, state, idBefore);
    int restarts = before.map(ContainerStatus::getRestartCount).orElse(0);
    ContainerState last = before.map(ContainerStatus::getLastState).orElse(null);
    boolean anew = !id.isEmpty() && !idBefore.isEmpty() && !id.equals(idBefore);
    boolean between = id.isEmpty() && !idBefore.isEmpty();
    if (anew || between) {
      last = ContainerStates.ended(before, endTime()).orElse(last);
    }
    if (anew) {
      restarts++;
    }
    boolean held = state.getRunning() == null && !done(state, init) && (init || initialized());
    if (situation.waiting().isPresent() && held) {
      // Back-off: what ended moves to the last state, as the kubelet shows it.
      last = state.getTerminated() != null ? state : last;
      var waiting = situation.waiting().get();
      boolean creating = waiting.reason().equals("ContainerCreating");
      state = ContainerStates.waiting(creating ? creating() : waiting.reason(), waiting.message());
    }
    boolean running = state.getRunning() != null;
    boolean once = init && !ContainerMapping.sidecar(container);
    // Until the agent is heard, its probes stand as they were told last.
    Optional<ContainerStatus> known = before.filter(this::ofThisTask);
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID(
            ContainerStates.imageId(container.getImage(), view)
                .or(() -> before.flatMap(b -> ContainerStates.imageId(container, b)))
                .orElse(""))
        .withContainerID(id.isEmpty() ? (idBefore.isEmpty() ? null : idBefore) : id)
        .withState(state)
        .withLastState(last == null ? new ContainerState() : last)
        .withRestartCount(restarts)
        .withReady(once ? done(state, true) : running && known.filter(c -> !c.getReady()).isEmpty())
        .withStarted(
            running && (once || known.filter(c -> Boolean.FALSE.equals(c.getStarted())).isEmpty()))
        .build();
  }

  /** Whether the task's other containers are those that matter now. */
  private boolean initialized() {
    return situation.task().isEmpty()
        || pod.getSpec().getInitContainers().stream()
            .map(c -> situation.task().get().container(c.getName()))
            .allMatch(view -> view.filter(v -> v.exitCode().orElse(-1) == 0).isPresent())
        || situation.task().get().started();
  }

  /** An init container that has done its work. */
  static boolean done(ContainerState state, boolean init) {
    return init && state.getTerminated() != null && state.getTerminated().getExitCode() == 0;
  }

  private ContainerState state(
      Optional<ContainerView> view, Optional<ContainerStatus> before, boolean init) {
    if (situation.task().isEmpty()) {
      return ContainerStates.waiting(creating(), null);
    }
    TaskView task = situation.task().get();
    return task.finished() ? over(task, view, before, init) : unreported(before);
  }

  /** What ran when the agent was last heard runs on without the node. */
  private ContainerState unreported(Optional<ContainerStatus> before) {
    return before
        .filter(this::ofThisTask)
        .map(ContainerStatus::getState)
        .orElseGet(() -> ContainerStates.waiting(creating(), unheard()));
  }

  private @Nullable String unheard() {
    return situation
        .task()
        .flatMap(TaskView::heardBy)
        .filter(at -> !now.isBefore(at))
        .map(_ -> UNHEARD)
        .orElse(null);
  }

  private boolean ofThisTask(ContainerStatus status) {
    return ContainerId.parse(status.getContainerID())
        .filter(id -> situation.task().filter(task -> task.id().equals(id.task())).isPresent())
        .isPresent();
  }

  private String creating() {
    return ContainerStates.creating(pod);
  }

  private ContainerState over(
      TaskView task, Optional<ContainerView> view, Optional<ContainerStatus> before, boolean init) {
    String startedAt = startedAt(task, before, init).orElse(null);
    if (task.gone()) {
      return ContainerStates.ended(before, endTime())
          .orElseGet(
              () -> unknown(startedAt, before.map(ContainerStatus::getContainerID).orElse(null)));
    }
    if (view.isPresent() && view.get().exitCode().isPresent()) {
      int code = view.get().exitCode().getAsInt();
      String words = view.get().reason().orElse("");
      boolean memory = words.contains("OutOfMemory");
      return ContainerStates.terminated(
          code,
          memory ? "OOMKilled" : code == 0 ? "Completed" : "Error",
          words.isEmpty() ? stopped(task, code) : words,
          startedAt,
          finishedAt(task, id(task, view.get().name()), before, init),
          id(task, view.get().name()));
    }
    if (Restarts.startFailure(pod, task).isPresent()) {
      StopCause cause = StopCause.of(task, view);
      return cause.kind() == StopCause.Kind.START_ERROR
          ? ContainerStates.terminated(
              START_ERROR_EXIT_CODE,
              "StartError",
              cause.message(),
              null,
              ContainerStates.time(task.finishedAt().orElse(now)),
              view.map(v -> id(task, v.name())).orElse(null))
          : ContainerStates.waiting(cause.reason(), cause.message());
    }
    if (!init && !task.started()) {
      // What comes before it, such as an init container, has failed.
      return ContainerStates.waiting(creating(), null);
    }
    return unknown(startedAt, view.map(v -> id(task, v.name())).orElse(null));
  }

  /** Why it ended so, when it was not its own doing. */
  private static @Nullable String stopped(TaskView task, int code) {
    return code != 0 && task.stoppedFromOutside() ? task.words() : null;
  }

  /**
   * ECS tells one time for the task, when all its containers run: an init container has started
   * before, when it was first seen to run.
   */
  private static Optional<String> startedAt(
      TaskView task, Optional<ContainerStatus> before, boolean init) {
    var told = task.startedAt().map(ContainerStates::time);
    // Of the same task only: a container that is told of anew has its own time.
    var seen = startedBefore(before.filter(b -> id(task, b.getName()).equals(b.getContainerID())));
    return init ? seen : told.or(() -> seen);
  }

  /** Once told, the time stays until ECS knows it better. */
  private String finishedAt(
      TaskView task, String id, Optional<ContainerStatus> before, boolean init) {
    var told = task.finishedAt().map(ContainerStates::time);
    var seen =
        before
            .map(ContainerStatus::getState)
            .map(ContainerState::getTerminated)
            .filter(ended -> id.equals(ended.getContainerID()))
            .map(ended -> ended.getFinishedAt());
    return (init ? seen.or(() -> told) : told.or(() -> seen)).orElse(ContainerStates.time(now));
  }

  private ContainerState unknown(@Nullable String startedAt, @Nullable String id) {
    return ContainerStates.unknown(startedAt, endTime(), id);
  }

  private String endTime() {
    return ContainerStates.time(situation.task().flatMap(TaskView::finishedAt).orElse(now));
  }

  private String id(Optional<ContainerView> view, ContainerState state, String before) {
    if (situation.task().isEmpty() || state.getWaiting() != null) {
      return "";
    }
    TaskView task = situation.task().get();
    boolean same = ContainerId.parse(before).filter(id -> id.task().equals(task.id())).isPresent();
    // A later run of it has another id than the task's container.
    return task.gone() || same ? before : view.map(v -> id(task, v.name())).orElse("");
  }

  private static String id(TaskView task, String container) {
    return new ContainerId(task.id(), container).toString();
  }

  private static Optional<String> startedBefore(Optional<ContainerStatus> before) {
    var state = before.map(ContainerStatus::getState);
    return state
        .map(ContainerState::getRunning)
        .map(running -> running.getStartedAt())
        .or(() -> state.map(ContainerState::getTerminated).map(ended -> ended.getStartedAt()));
  }
}
