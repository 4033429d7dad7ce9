package dev.fnk.local.ecs;

import java.time.Instant;

/**
 * A service's tasks of one task definition.
 *
 * @param id such as {@code ecs-svc/0123456789012345678}
 * @param failedTasks that never came to run
 * @param completed whether it has reached its desired count once
 */
record Deployment(
    String id,
    TaskDefinition definition,
    TaskNetwork.Resolved network,
    LaunchTarget target,
    boolean executeCommand,
    Instant createdAt,
    Instant updatedAt,
    int failedTasks,
    boolean completed) {
  Deployment complete(Instant now) {
    return new Deployment(
        id, definition, network, target, executeCommand, createdAt, now, failedTasks, true);
  }

  Deployment withFailed(int failed, Instant now) {
    return new Deployment(
        id, definition, network, target, executeCommand, createdAt, now, failed, completed);
  }

  /** Tasks of this deployment. */
  boolean owns(Task task) {
    return task.order().startedBy().filter(id::equals).isPresent();
  }
}
