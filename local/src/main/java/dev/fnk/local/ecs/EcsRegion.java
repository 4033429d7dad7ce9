package dev.fnk.local.ecs;

import java.time.Clock;

/** All of ECS in one region. */
record EcsRegion(
    Arns arns,
    ClusterStore clusters,
    TaskDefinitionStore taskDefinitions,
    TaskStore tasks,
    ServiceStore services,
    Changes changes) {
  static EcsRegion create(String accountId, String region, EcsOptions options, Clock clock) {
    Arns arns = new Arns(accountId, region);
    return new EcsRegion(
        arns,
        new ClusterStore(),
        new TaskDefinitionStore(arns, clock),
        new TaskStore(clock, options.keepStoppedTasks()),
        new ServiceStore(),
        new Changes());
  }

  /** Whether a task or service still needs that task definition. */
  boolean uses(String taskDefinitionArn) {
    return tasks.all().stream()
            .anyMatch(
                task ->
                    !task.stopped() && task.order().definition().arn().equals(taskDefinitionArn))
        || services.all().stream().anyMatch(service -> service.uses(taskDefinitionArn));
  }
}
