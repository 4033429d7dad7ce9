package dev.fnk.local.ecs;

import java.time.Duration;

/**
 * How the local ECS behaves.
 *
 * @param quotas whether calls are held to AWS's published rates
 * @param keepStoppedTasks how long stopped tasks can be described
 */
public record EcsOptions(boolean quotas, Duration keepStoppedTasks) {
  /** No quotas; stopped tasks are visible for an hour, as on AWS. */
  public static EcsOptions defaults() {
    return new EcsOptions(false, Duration.ofHours(1));
  }
}
