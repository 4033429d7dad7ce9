package dev.fnk.local.ecs;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** All of ECS in one region. */
record EcsRegion(
    Arns arns,
    ClusterStore clusters,
    TaskDefinitionStore taskDefinitions,
    TaskStore tasks,
    ServiceStore services,
    VcpuQuota vcpus,
    Changes changes) {
  static EcsRegion create(String accountId, String region, EcsOptions options, Clock clock) {
    Arns arns = new Arns(accountId, region);
    return new EcsRegion(
        arns,
        new ClusterStore(),
        new TaskDefinitionStore(arns, clock),
        new TaskStore(clock, options.keepStoppedTasks()),
        new ServiceStore(),
        new VcpuQuota(options.quotas()),
        new Changes());
  }

  /** Why a task finds no room now, in the words of ECS; empty: it does. */
  Optional<String> noRoom(TaskLauncher.Launch launch) {
    return vcpus.refusal(tasks.all(), launch.target().provider(), TaskLauncher.cpu(launch));
  }

  /**
   * Whether a task or service keeps that task definition from being deleted: a task for as long as
   * it is remembered after its end, a deployment for a day. Source: "Deleting an Amazon ECS task
   * definition revision" of the Amazon ECS developer guide.
   */
  boolean uses(String taskDefinitionArn, Instant now) {
    return tasks.all().stream()
            .anyMatch(task -> task.order().definition().arn().equals(taskDefinitionArn))
        || services.all().stream().anyMatch(service -> service.uses(taskDefinitionArn, now));
  }
}
