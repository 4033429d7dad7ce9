package dev.fnk.local.ecs.model.service;

import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.model.cluster.LaunchTarget;
import dev.fnk.local.ecs.model.cluster.ResolvedNetwork;
import dev.fnk.local.ecs.model.task.Task;
import java.time.Instant;

/**
 * A service's tasks of one task definition.
 *
 * @param id such as {@code ecs-svc/0123456789012345678}
 * @param failedTasks that never came to run
 * @param completed whether it has reached its desired count once
 */
public record Deployment(
    String id,
    TaskDefinition definition,
    ResolvedNetwork network,
    LaunchTarget target,
    boolean executeCommand,
    Instant createdAt,
    Instant updatedAt,
    int failedTasks,
    boolean completed) {
  public Deployment complete(Instant now) {
    return new Deployment(
        id, definition, network, target, executeCommand, createdAt, now, failedTasks, true);
  }

  public Deployment withFailed(int failed, Instant now) {
    return new Deployment(
        id, definition, network, target, executeCommand, createdAt, now, failed, completed);
  }

  /** Tasks of this deployment. */
  public boolean owns(Task task) {
    return task.spec().startedBy().filter(id::equals).isPresent();
  }
}
