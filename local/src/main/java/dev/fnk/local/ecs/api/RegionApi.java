package dev.fnk.local.ecs.api;

import dev.fnk.local.access.AwsScope;
import dev.fnk.local.access.RequiredPermission;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.runtime.ServiceScheduler;
import dev.fnk.local.ecs.runtime.TaskLauncher;
import dev.fnk.local.ecs.runtime.TaskNetwork;
import java.time.Clock;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The operations of ECS in one region, by name. */
public final class RegionApi implements AutoCloseable {
  private final EcsRegion region;
  private final TagApi tags;
  private final EcsOperations operations;
  private final Thread scheduler;

  public RegionApi(
      EcsRegion region,
      LocalAccount account,
      TaskLauncher launcher,
      TaskNetwork network,
      Clock clock) {
    this.region = region;
    this.tags = new TagApi(region);
    this.operations =
        new EcsOperations(
            new ClusterApi(region, account),
            new TaskDefinitionApi(region, clock),
            new TaskApi(region, launcher, network, clock),
            new ServiceApi(region, network, clock),
            tags);
    this.scheduler =
        Thread.ofVirtual()
            .name("services-" + region.arns().region())
            .start(new ServiceScheduler(region, launcher, clock));
  }

  public ObjectNode call(String operation, Fields request, Caller caller) {
    return operations
        .of(operation)
        .orElseThrow(
            () ->
                new AwsError(
                    400, "UnknownOperationException", "Unknown ECS operation: " + operation))
        .handler()
        .handle(request, caller);
  }

  /** The permissions that a call authorization. */
  public List<RequiredPermission> permissions(String operation, Fields request, AwsScope scope) {
    return operations
        .of(operation)
        .map(row -> row.permissions(new EcsCall(request, scope, region.taskDefinitions())))
        .orElseGet(
            () -> List.of(RequiredPermission.of("ecs:" + operation, RequiredPermission.UNKNOWN)));
  }

  public TagApi tags() {
    return tags;
  }

  @Override
  public void close() {
    scheduler.interrupt();
    try {
      scheduler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
