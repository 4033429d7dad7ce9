package dev.fnk.local.ecs.model;

import dev.fnk.local.ecs.definition.TaskDefinitionStore;
import dev.fnk.local.ecs.model.cluster.ClusterStore;
import dev.fnk.local.ecs.model.service.ServiceStore;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.model.task.TaskStore;
import dev.fnk.local.ecs.model.task.VcpuQuota;
import dev.fnk.local.ecs.protocol.Arns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** All of ECS in one region. */
public record EcsRegion(
    Arns arns,
    ClusterStore clusters,
    TaskDefinitionStore taskDefinitions,
    TaskStore tasks,
    ServiceStore services,
    VcpuQuota vcpus,
    ChangeSignal changes) {
  /**
   * @param vcpuQuota whether tasks are held to the quota of vCPUs
   * @param keepStoppedTasks how long stopped tasks can be described
   */
  public static EcsRegion create(
      String accountId, String region, boolean vcpuQuota, Duration keepStoppedTasks, Clock clock) {
    Arns arns = new Arns(accountId, region);
    return new EcsRegion(
        arns,
        new ClusterStore(),
        new TaskDefinitionStore(arns, clock),
        new TaskStore(clock, keepStoppedTasks),
        new ServiceStore(),
        new VcpuQuota(vcpuQuota),
        new ChangeSignal());
  }

  /** Why a task cannot be placed now, in the words of ECS; empty: it can. */
  public Optional<String> placementFailure(TaskRequest request) {
    return vcpus.refusal(tasks.all(), request.target().provider(), request.size().cpu());
  }

  /**
   * Whether a task or service keeps that task definition from being deleted: a task for as long as
   * it is remembered after its end, a deployment for a day. Source: "Deleting an Amazon ECS task
   * definition revision" of the Amazon ECS developer guide.
   */
  public boolean uses(String taskDefinitionArn, Instant now) {
    return tasks.all().stream()
            .anyMatch(task -> task.spec().definition().arn().equals(taskDefinitionArn))
        || services.all().stream().anyMatch(service -> service.uses(taskDefinitionArn, now));
  }
}
