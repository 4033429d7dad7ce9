package dev.fnk.local.ecs.model;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.cluster.AwsVpc;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.cluster.LaunchTarget;
import dev.fnk.local.ecs.model.cluster.ResolvedNetwork;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Requests and what is made of them, for tests. */
public final class EcsRequests {
  public static final Arns ARNS = new Arns("123456789012", "eu-west-1");
  public static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

  private EcsRequests() {}

  public static Fields json(String text) {
    return new Fields((ObjectNode) Json.mapper().readTree(text.replace('\'', '"')));
  }

  /** The texts of an array. */
  public static List<String> texts(ObjectNode object, String member) {
    return object.get(member).valueStream().map(each -> each.stringValue()).toList();
  }

  /** A request that Fargate takes, with these containers. */
  public static Fields definition(String containers) {
    return json(
        """
        {'family':'f','networkMode':'awsvpc','requiresCompatibilities':['FARGATE'],
         'cpu':'256','memory':'512','containerDefinitions':[%s]}"""
            .formatted(containers));
  }

  public static TaskDefinition registered(String containers) {
    ObjectNode document = definition(containers).object();
    return new TaskDefinition(
        ARNS.taskDefinition("f", 3),
        "f",
        3,
        TaskDefinition.Status.ACTIVE,
        document,
        Tags.none(),
        START,
        "arn:aws:iam::123456789012:user/u",
        Optional.empty(),
        Optional.empty());
  }

  public static TaskSpec spec(TaskDefinition definition, TaskOverrides overrides) {
    List<ContainerDefinition> containers = definition.containers();
    Cluster cluster = cluster("c");
    return new TaskSpec(
        ARNS.task("c", "0123"),
        "0123",
        cluster,
        "eu-west-1",
        definition,
        overrides.applyTo(containers),
        overrides.json(containers),
        new TaskSpec.Size(256, 512),
        new TaskSpec.Roles(Optional.empty(), Optional.empty()),
        new TaskSpec.Placement(
            "vpc-1",
            "subnet-1",
            new AwsVpc(List.of("subnet-1"), List.of("sg-1"), true),
            Optional.empty(),
            "1.4.0"),
        "family:f",
        Optional.of("node/a"),
        false,
        START);
  }

  public static Cluster cluster(String name) {
    return new Cluster(
        ARNS.cluster(name), name, true, Json.array(), List.of(), Json.array(), Tags.none());
  }

  /** A request for a task of launch type FARGATE in cluster c. */
  public static TaskRequest request(TaskDefinition definition, TaskOverrides overrides) {
    return new TaskRequest(
        cluster("c"),
        definition,
        overrides,
        new ResolvedNetwork(
            "vpc-1", new AwsVpc(List.of("subnet-1", "subnet-2"), List.of("sg-1"), true)),
        new LaunchTarget(List.of(), "1.4.0"),
        "family:f",
        Optional.of("node/a"),
        false,
        new Tags(Map.of("k", "v")));
  }

  /** What a request becomes. */
  public static TaskSpec spec(TaskRequest request, String id, Instant createdAt) {
    List<ContainerDefinition> defined = request.definition().containers();
    return new TaskSpec(
        ARNS.task(request.cluster().name(), id),
        id,
        request.cluster(),
        "eu-west-1",
        request.definition(),
        request.overrides().applyTo(defined),
        request.overrides().json(defined),
        request.size(),
        request.roles(),
        new TaskSpec.Placement(
            request.network().vpcId(),
            request.network().network().subnets().getFirst(),
            request.network().network(),
            request.target().provider(),
            request.target().platformVersion()),
        request.group(),
        request.startedBy(),
        request.executeCommand(),
        createdAt);
  }

  /** A task whose containers are all PENDING. */
  public static Task task(TaskSpec spec, Tags tags, Clock clock, Runnable changed) {
    return new Task(
        spec,
        spec.containers().stream()
            .map(container -> ContainerRun.pending(container, "arn", "run-" + container.name()))
            .toList(),
        tags,
        clock,
        changed);
  }
}
