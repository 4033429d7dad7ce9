package dev.fnk.local.ecs.model.task;

import dev.fnk.local.ecs.definition.FargateSizes;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.cluster.LaunchTarget;
import dev.fnk.local.ecs.model.cluster.ResolvedNetwork;
import dev.fnk.local.ecs.protocol.Tags;
import java.util.Optional;

/** What RunTask or a service asks for; everything in it was checked. */
public record TaskRequest(
    Cluster cluster,
    TaskDefinition definition,
    TaskOverrides overrides,
    ResolvedNetwork network,
    LaunchTarget target,
    String group,
    Optional<String> startedBy,
    boolean executeCommand,
    Tags tags) {

  public TaskSpec.Size size() {
    return new TaskSpec.Size(
        overrides.cpu().map(FargateSizes::cpu).orElseGet(definition::cpu),
        overrides.memory().map(FargateSizes::memory).orElseGet(definition::memory));
  }

  public TaskSpec.Roles roles() {
    return new TaskSpec.Roles(
        overrides.taskRoleArn().or(definition::taskRoleArn),
        overrides.executionRoleArn().or(definition::executionRoleArn));
  }
}
