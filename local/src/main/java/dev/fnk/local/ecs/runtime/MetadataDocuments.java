package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.definition.ContainerDefinition;
import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.json.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task as it sees itself. Source: "Task metadata endpoint version 4 for tasks on Fargate" of the
 * Amazon ECS Developer Guide.
 */
final class MetadataDocuments {
  private MetadataDocuments() {}

  static ObjectNode task(Task.Snapshot task) {
    TaskSpec spec = task.spec();
    ObjectNode json = Json.object();
    json.put("Cluster", spec.cluster().arn());
    json.put("TaskARN", spec.arn());
    json.put("Family", spec.definition().family());
    json.put("Revision", String.valueOf(spec.definition().revision()));
    json.put("DesiredStatus", task.stop().isPresent() ? "STOPPED" : "RUNNING");
    json.put("KnownStatus", task.status().name());
    ObjectNode limits = json.putObject("Limits");
    limits.put("CPU", spec.size().cpu() / 1024.0);
    limits.put("Memory", spec.size().memory());
    time(json, "PullStartedAt", task.times().pullStartedAt());
    time(json, "PullStoppedAt", task.times().pullStoppedAt());
    task.networkInterface().ifPresent(eni -> json.put("AvailabilityZone", eni.availabilityZone()));
    json.put("LaunchType", "FARGATE");
    if (spec.group().startsWith("service:")) {
      json.put("ServiceName", spec.group().substring("service:".length()));
    }
    ArrayNode containers = json.putArray("Containers");
    task.containers().forEach(run -> containers.add(container(task, run)));
    json.put("FaultInjectionEnabled", false);
    return json;
  }

  static Optional<ObjectNode> container(Task.Snapshot task, String runtimeId) {
    return task.containers().stream()
        .filter(run -> run.runtimeId().equals(runtimeId))
        .map(run -> container(task, run))
        .findFirst();
  }

  private static ObjectNode container(Task.Snapshot task, ContainerRun run) {
    TaskSpec spec = task.spec();
    ContainerDefinition definition = run.definition();
    ObjectNode json = Json.object();
    json.put("DockerId", run.runtimeId());
    json.put("Name", definition.name());
    json.put("DockerName", definition.name());
    json.put("Image", definition.image());
    Json.put(json, "ImageID", run.imageId());
    ObjectNode labels = json.putObject("Labels");
    labels.put("com.amazonaws.ecs.cluster", spec.cluster().arn());
    labels.put("com.amazonaws.ecs.container-name", definition.name());
    labels.put("com.amazonaws.ecs.task-arn", spec.arn());
    labels.put("com.amazonaws.ecs.task-definition-family", spec.definition().family());
    labels.put(
        "com.amazonaws.ecs.task-definition-version", String.valueOf(spec.definition().revision()));
    json.put("DesiredStatus", task.stop().isPresent() ? "STOPPED" : "RUNNING");
    json.put("KnownStatus", run.status().name());
    run.exitCode().ifPresent(code -> json.put("ExitCode", code));
    ObjectNode limits = json.putObject("Limits");
    limits.put("CPU", definition.resources().cpu());
    definition.resources().memory().ifPresent(mib -> limits.put("Memory", mib));
    time(json, "CreatedAt", run.startedAt());
    time(json, "StartedAt", run.startedAt());
    time(json, "FinishedAt", run.stoppedAt());
    json.put("Type", "NORMAL");
    definition
        .logs()
        .ifPresent(
            logs -> {
              json.put("LogDriver", "awslogs");
              json.putObject("LogOptions")
                  .put("awslogs-group", logs.group())
                  .put("awslogs-region", logs.region())
                  .put("awslogs-stream", logs.stream(definition.name(), spec.id()));
            });
    json.put("ContainerARN", run.arn());
    ArrayNode networks = json.putArray("Networks");
    task.networkInterface().ifPresent(eni -> networks.add(network(spec, eni)));
    return json;
  }

  private static ObjectNode network(TaskSpec spec, NetworkInterface eni) {
    ObjectNode json = Json.object();
    json.put("NetworkMode", "awsvpc");
    json.putArray("IPv4Addresses").add(eni.privateIp());
    json.put("AttachmentIndex", 0);
    json.put("MACAddress", eni.macAddress());
    json.put("IPv4SubnetCIDRBlock", eni.subnetCidr());
    json.putArray("DomainNameSearchList").add(spec.region() + ".compute.internal");
    json.put("PrivateDNSName", eni.privateDnsName());
    return json;
  }

  private static void time(ObjectNode json, String name, Optional<Instant> time) {
    time.ifPresent(at -> json.put(name, at.toString()));
  }
}
