package dev.fnk.kubelet.task;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.podspec.PodWords;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The containers' part of a pod's status, as the agent in its task reports them. The last status
 * written is the memory of the tasks before: an agent counts the restarts of its own task only.
 */
final class ReportedContainers {
  private final Pod pod;
  private final TaskView task;
  private final AgentStatus report;
  private final Optional<PodSituation.Waiting> waiting;
  private final Instant now;

  /**
   * @param waiting for what those that have ended in this task wait; empty: for nothing
   */
  ReportedContainers(
      Pod pod,
      TaskView task,
      AgentStatus report,
      Optional<PodSituation.Waiting> waiting,
      Instant now) {
    this.pod = pod;
    this.task = task;
    this.report = report;
    this.waiting = waiting;
    this.now = now;
  }

  List<ContainerStatus> all() {
    return pod.getSpec().getContainers().stream().map(c -> status(c, false)).toList();
  }

  List<ContainerStatus> inits() {
    return pod.getSpec().getInitContainers().stream().map(c -> status(c, true)).toList();
  }

  private ContainerStatus status(Container container, boolean init) {
    String name = container.getName();
    Optional<ContainerStatus> before = ContainerStates.before(pod, name, init);
    Optional<ContainerReport> told =
        report.containers().stream().filter(c -> c.name().equals(name)).findFirst();
    int run = told.map(ContainerReport::restarts).orElse(0);
    boolean begun = told.filter(ReportedContainers::begun).isPresent();
    ContainerState state =
        told.map(this::state).orElseGet(() -> ContainerStates.waiting(creating(), null));
    boolean running = state.getRunning() != null;
    boolean once = init && !ContainerMapping.sidecar(container);
    ContainerState last = told.flatMap(this::last).orElseGet(() -> lastBefore(before));
    if (waiting.isPresent()
        && state.getTerminated() != null
        && !ContainerStatuses.done(state, once)) {
      last = state;
      state = ContainerStates.waiting(waiting.get().reason(), waiting.get().message());
    }
    return new ContainerStatusBuilder()
        .withName(name)
        .withImage(container.getImage())
        .withImageID(
            ContainerStates.imageId(container.getImage(), task.container(name))
                .or(() -> before.flatMap(b -> ContainerStates.imageId(container, b)))
                .orElse(""))
        .withContainerID(
            begun ? id(name, run) : before.map(ContainerStatus::getContainerID).orElse(null))
        .withState(state)
        .withLastState(last)
        .withRestartCount(restartsBefore(before, begun) + run)
        .withReady(
            once
                ? ContainerStatuses.done(state, true)
                : running && told.filter(ContainerReport::ready).isPresent())
        .withStarted(running && (once || told.filter(ContainerReport::started).isPresent()))
        .build();
  }

  /** Whether it was ever started in this task. */
  private static boolean begun(ContainerReport told) {
    return told.state() != ContainerReport.State.WAITING || told.last().isPresent();
  }

  private ContainerState state(ContainerReport told) {
    String id = id(told.name(), told.restarts());
    return switch (told.state()) {
      case WAITING -> waits(told.reason().orElse(creating()), told.message().orElse(null));
      case RUNNING -> task.finished() ? endedWithTask(told, id) : running(told);
      case TERMINATED ->
          told.run()
              .map(run -> ended(run, id))
              .orElseGet(() -> ContainerStates.unknown(null, ContainerStates.time(now), id));
    };
  }

  /** The agent does not know what its pod is called. */
  private ContainerState waits(String reason, @Nullable String message) {
    return ContainerStates.waiting(
        reason,
        message != null && reason.equals(ContainerStates.BACK_OFF)
            ? message + " pod=" + PodWords.of(pod)
            : message);
  }

  private ContainerState running(ContainerReport told) {
    return ContainerStates.running(ContainerStates.time(told.startedAt().orElse(now)));
  }

  /** What is PID 1 outlives the agent: how it ended, ECS alone knows. */
  private ContainerState endedWithTask(ContainerReport told, String id) {
    String at = ContainerStates.time(task.finishedAt().orElse(now));
    String from = told.startedAt().map(ContainerStates::time).orElse(null);
    OptionalInt code =
        task.container(told.name()).map(ContainerView::exitCode).orElseGet(OptionalInt::empty);
    return code.isPresent()
        ? ContainerStates.terminated(
            code.getAsInt(), code.getAsInt() == 0 ? "Completed" : "Error", null, from, at, id)
        : ContainerStates.unknown(from, at, id);
  }

  /** The run before the present one, if it was in this task. */
  private Optional<ContainerState> last(ContainerReport told) {
    boolean waits = told.state() == ContainerReport.State.WAITING;
    int run = waits ? told.restarts() : told.restarts() - 1;
    return told.last().map(last -> ended(last, id(told.name(), run)));
  }

  private ContainerState lastBefore(Optional<ContainerStatus> before) {
    Optional<ContainerState> ended =
        ofThisTask(before)
            ? Optional.empty()
            : ContainerStates.ended(before, ContainerStates.time(now));
    return ended.or(() -> before.map(ContainerStatus::getLastState)).orElseGet(ContainerState::new);
  }

  /** What the tasks before count: their restarts, and this task's first start as another. */
  private int restartsBefore(Optional<ContainerStatus> before, boolean begun) {
    if (before.isEmpty()) {
      return 0;
    }
    int count = before.get().getRestartCount() == null ? 0 : before.get().getRestartCount();
    Optional<ContainerId> id = ContainerId.parse(before.get().getContainerID());
    if (id.isEmpty()) {
      return count;
    }
    return ofThisTask(before) ? Math.max(0, count - id.get().run()) : begun ? count + 1 : count;
  }

  private boolean ofThisTask(Optional<ContainerStatus> before) {
    return before
        .flatMap(status -> ContainerId.parse(status.getContainerID()))
        .filter(id -> id.task().equals(task.id()))
        .isPresent();
  }

  private static ContainerState ended(ContainerReport.Run run, String id) {
    return ContainerStates.terminated(
        run.code(),
        run.reason(),
        run.message().orElse(null),
        run.startedAt().map(ContainerStates::time).orElse(null),
        ContainerStates.time(run.finishedAt()),
        id);
  }

  private String creating() {
    return ContainerStates.creating(pod);
  }

  private String id(String name, int run) {
    return new ContainerId(task.id(), name, run).toString();
  }
}
