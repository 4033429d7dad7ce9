package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.TaskViewBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Tasks of pod {@code default/web} with uid {@code u}, as ECS tells of them. */
final class Tasks {
  static final Instant STARTED = Instant.parse("2026-01-01T00:00:10Z");
  static final Instant ENDED = Instant.parse("2026-01-01T00:00:40Z");

  /** Of a pod with one container that asks for half a task. */
  static final Sizing SIZING = new Sizing(128, 256, 24, new FargateSize(256, 512));

  private Tasks() {}

  static TaskView of(
      String arn, PodIdentity identity, TaskView.Phase phase, ContainerView... containers) {
    return of(arn, Optional.of(identity), phase, Optional.empty(), containers);
  }

  private static TaskView of(
      String arn,
      Optional<PodIdentity> identity,
      TaskView.Phase phase,
      Optional<String> stopCode,
      ContainerView... containers) {
    boolean over = phase == TaskView.Phase.STOPPED;
    return TaskViewBuilder.of(arn)
        .identity(identity)
        .phase(phase)
        .stopping(over)
        .stopCode(stopCode)
        .stoppedReason(stopCode.map(_ -> "the words"))
        .startedAt(phase == TaskView.Phase.STARTING ? Optional.empty() : Optional.of(STARTED))
        .executionStoppedAt(over ? Optional.of(ENDED) : Optional.empty())
        .stoppedAt(over ? Optional.of(ENDED.plusSeconds(20)) : Optional.empty())
        .ip(Optional.of("10.0.1.5"))
        .containers(Arrays.asList(containers))
        .build();
  }

  static PodIdentity attempt(int attempt) {
    return new PodIdentity("default", "web", "u", attempt);
  }

  static TaskView starting(String arn, int attempt) {
    return of(
        arn,
        attempt(attempt),
        TaskView.Phase.STARTING,
        container(ContainerView.State.PENDING, OptionalInt.empty()));
  }

  static TaskView running(String arn, int attempt) {
    return of(
        arn,
        attempt(attempt),
        TaskView.Phase.RUNNING,
        container(ContainerView.State.RUNNING, OptionalInt.empty()));
  }

  static TaskView ended(String arn, int attempt, int code) {
    return of(
        arn,
        attempt(attempt),
        TaskView.Phase.STOPPED,
        container(ContainerView.State.STOPPED, OptionalInt.of(code)));
  }

  /** Whose capacity AWS has taken away. */
  static TaskView taken(String arn, int code) {
    return of(
        arn,
        Optional.of(attempt(0)),
        TaskView.Phase.STOPPED,
        Optional.of("SpotInterruption"),
        container(ContainerView.State.STOPPED, OptionalInt.of(code)));
  }

  private static ContainerView container(ContainerView.State state, OptionalInt code) {
    return new ContainerView(
        "web", state, code, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
