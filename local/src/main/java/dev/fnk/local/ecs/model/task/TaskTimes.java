package dev.fnk.local.ecs.model.task;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * When a task came to each point of its life.
 *
 * @param reached the points it has come to
 */
public record TaskTimes(Instant createdAt, Map<Milestone, Instant> reached) {
  /** A point of a task's life whose time DescribeTasks tells. */
  enum Milestone {
    CONNECTED,
    PULL_STARTED,
    PULL_STOPPED,
    STARTED,
    STOPPING,
    EXECUTION_STOPPED,
    STOPPED
  }

  public TaskTimes {
    reached = Map.copyOf(reached);
  }

  static TaskTimes created(Instant at) {
    return new TaskTimes(at, Map.of());
  }

  /** With this point reached. */
  TaskTimes reached(Milestone milestone, Instant at) {
    Map<Milestone, Instant> next = new EnumMap<>(Milestone.class);
    next.putAll(reached);
    next.put(milestone, at);
    return new TaskTimes(createdAt, next);
  }

  /** With the point that a status stands for, if it does for one. */
  TaskTimes entered(TaskStatus status, Instant at) {
    return switch (status) {
      case RUNNING -> reached(Milestone.STARTED, at);
      case DEPROVISIONING -> reached(Milestone.EXECUTION_STOPPED, at);
      case STOPPED -> reached(Milestone.STOPPED, at);
      case PROVISIONING, PENDING, ACTIVATING, DEACTIVATING, STOPPING -> this;
    };
  }

  public Optional<Instant> connectedAt() {
    return at(Milestone.CONNECTED);
  }

  public Optional<Instant> pullStartedAt() {
    return at(Milestone.PULL_STARTED);
  }

  public Optional<Instant> pullStoppedAt() {
    return at(Milestone.PULL_STOPPED);
  }

  public Optional<Instant> startedAt() {
    return at(Milestone.STARTED);
  }

  public Optional<Instant> stoppingAt() {
    return at(Milestone.STOPPING);
  }

  public Optional<Instant> executionStoppedAt() {
    return at(Milestone.EXECUTION_STOPPED);
  }

  public Optional<Instant> stoppedAt() {
    return at(Milestone.STOPPED);
  }

  private Optional<Instant> at(Milestone milestone) {
    return Optional.ofNullable(reached.get(milestone));
  }
}
