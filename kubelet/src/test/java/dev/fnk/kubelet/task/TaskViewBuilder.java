package dev.fnk.kubelet.task;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tasks as ECS tells of them; of what is not said ECS says nothing. */
public final class TaskViewBuilder {
  private final String arn;
  private Optional<PodIdentity> identity = Optional.empty();
  private Optional<String> startedBy = Optional.empty();
  private TaskView.Phase phase = TaskView.Phase.STARTING;
  private boolean stopping;
  private Optional<String> stopCode = Optional.empty();
  private Optional<String> stoppedReason = Optional.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Instant> executionStoppedAt = Optional.empty();
  private Optional<Instant> stoppedAt = Optional.empty();
  private Optional<String> ip = Optional.empty();
  private List<ContainerView> containers = List.of();
  private Optional<String> role = Optional.empty();

  private TaskViewBuilder(String arn) {
    this.arn = arn;
  }

  public static TaskViewBuilder of(String arn) {
    return new TaskViewBuilder(arn);
  }

  /** One that is like another but for what is said. */
  public static TaskViewBuilder like(TaskView task) {
    TaskViewBuilder builder =
        of(task.arn())
            .identity(task.identity())
            .phase(task.phase())
            .stopping(task.stopping())
            .stopCode(task.stopCode())
            .stoppedReason(task.stoppedReason())
            .startedAt(task.startedAt())
            .executionStoppedAt(task.executionStoppedAt())
            .stoppedAt(task.stoppedAt())
            .ip(task.ip())
            .containers(task.containers())
            .role(task.roleArn());
    builder.startedBy = task.startedBy();
    return builder;
  }

  public TaskViewBuilder identity(Optional<PodIdentity> its) {
    identity = its;
    return this;
  }

  public TaskViewBuilder phase(TaskView.Phase its) {
    phase = its;
    return this;
  }

  public TaskViewBuilder stopping(boolean its) {
    stopping = its;
    return this;
  }

  public TaskViewBuilder stopCode(Optional<String> its) {
    stopCode = its;
    return this;
  }

  public TaskViewBuilder stoppedReason(Optional<String> its) {
    stoppedReason = its;
    return this;
  }

  public TaskViewBuilder startedAt(Optional<Instant> its) {
    startedAt = its;
    return this;
  }

  public TaskViewBuilder executionStoppedAt(Optional<Instant> its) {
    executionStoppedAt = its;
    return this;
  }

  public TaskViewBuilder stoppedAt(Optional<Instant> its) {
    stoppedAt = its;
    return this;
  }

  public TaskViewBuilder ip(Optional<String> its) {
    ip = its;
    return this;
  }

  public TaskViewBuilder containers(List<ContainerView> its) {
    containers = its;
    return this;
  }

  public TaskViewBuilder role(Optional<String> its) {
    role = its;
    return this;
  }

  public TaskView build() {
    return new TaskView(
        arn,
        identity,
        startedBy,
        phase,
        stopping,
        stopCode,
        stoppedReason,
        startedAt,
        executionStoppedAt,
        stoppedAt,
        ip,
        containers,
        false,
        role);
  }
}
