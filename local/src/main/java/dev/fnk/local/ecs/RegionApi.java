package dev.fnk.local.ecs;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import java.time.Clock;
import tools.jackson.databind.node.ObjectNode;

/** The operations of ECS in one region, by name. */
final class RegionApi implements AutoCloseable {
  private final EcsRegion region;
  private final ClusterApi clusters;
  private final TaskDefinitionApi taskDefinitions;
  private final TaskApi tasks;
  private final ServiceApi services;
  private final TagApi tags;
  private final Thread scheduler;

  RegionApi(
      EcsRegion region,
      LocalAccount account,
      TaskLauncher launcher,
      TaskNetwork network,
      Clock clock) {
    this.region = region;
    this.clusters = new ClusterApi(region, account);
    this.taskDefinitions = new TaskDefinitionApi(region, clock);
    this.tasks = new TaskApi(region, launcher, network, clock);
    this.services = new ServiceApi(region, network, clock);
    this.tags = new TagApi(region);
    this.scheduler =
        Thread.ofVirtual()
            .name("services-" + region.arns().region())
            .start(new ServiceScheduler(region, launcher, clock));
  }

  ObjectNode call(String operation, Fields request, Caller caller) {
    return switch (operation) {
      case "CreateCluster" -> clusters.create(request);
      case "DescribeClusters" -> clusters.describe(request);
      case "ListClusters" -> clusters.list(request);
      case "DeleteCluster" -> clusters.delete(request);
      case "PutClusterCapacityProviders" -> clusters.putCapacityProviders(request);
      case "UpdateCluster", "UpdateClusterSettings" -> clusters.update(request);
      case "DescribeCapacityProviders" -> clusters.describeCapacityProviders(request);
      case "RegisterTaskDefinition" -> taskDefinitions.register(request, caller.arn());
      case "DescribeTaskDefinition" -> taskDefinitions.describe(request);
      case "ListTaskDefinitions" -> taskDefinitions.list(request);
      case "ListTaskDefinitionFamilies" -> taskDefinitions.listFamilies(request);
      case "DeregisterTaskDefinition" -> taskDefinitions.deregister(request);
      case "DeleteTaskDefinitions" -> taskDefinitions.delete(request);
      case "RunTask" -> tasks.run(request);
      case "StopTask" -> tasks.stop(request);
      case "DescribeTasks" -> tasks.describe(request);
      case "ListTasks" -> tasks.list(request);
      case "CreateService" -> services.create(request, caller.arn());
      case "UpdateService" -> services.update(request);
      case "DeleteService" -> services.delete(request);
      case "DescribeServices" -> services.describe(request);
      case "ListServices" -> services.list(request);
      case "TagResource" -> tags.tag(request);
      case "UntagResource" -> tags.untag(request);
      case "ListTagsForResource" -> tags.list(request);
      case "ExecuteCommand" -> execute(request);
      default ->
          throw new AwsError(
              400, "UnknownOperationException", "Unknown ECS operation: " + operation);
    };
  }

  /** What ECS answers when a task has no agent to run commands through. */
  private ObjectNode execute(Fields request) {
    Cluster cluster = region.clusters().of(request);
    var _ =
        region.tasks().find(cluster, request.required("task")).orElseThrow(EcsError::taskNotFound);
    throw new AwsError(
        400,
        "TargetNotConnectedException",
        "The execute command failed due to an internal error. Try again later: the task runs no"
            + " agent for commands.");
  }

  TagApi tags() {
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
