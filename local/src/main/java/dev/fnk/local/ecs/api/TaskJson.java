package dev.fnk.local.ecs.api;

import dev.fnk.local.ecs.model.task.ContainerRun;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.ecs.model.task.TaskTimes;
import dev.fnk.local.json.Json;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A task in the shape {@code Task} of the service model. */
final class TaskJson {
  private TaskJson() {}

  static ObjectNode write(Task task, boolean withTags) {
    return write(task.snapshot(), withTags);
  }

  static ObjectNode write(Task.Snapshot task, boolean withTags) {
    TaskSpec spec = task.spec();
    ObjectNode json = Json.object();
    json.put("taskArn", spec.arn());
    json.put("clusterArn", spec.cluster().arn());
    json.put("taskDefinitionArn", spec.definition().arn());
    json.put("group", spec.group());
    Json.put(json, "startedBy", spec.startedBy());
    json.put("lastStatus", task.status().name());
    json.put("desiredStatus", task.stop().isPresent() ? "STOPPED" : "RUNNING");
    json.put("cpu", String.valueOf(spec.size().cpu()));
    json.put("memory", String.valueOf(spec.size().memory()));
    json.put("launchType", "FARGATE");
    Json.put(json, "capacityProviderName", spec.placement().capacityProvider());
    json.put("platformVersion", spec.placement().platformVersion());
    json.put("platformFamily", "Linux");
    json.put("enableExecuteCommand", spec.executeCommand());
    json.put("healthStatus", task.health());
    json.put("version", task.version());
    json.set("overrides", spec.overrides().deepCopy());
    json.set("attachments", attachments(task));
    json.set("attributes", attributes(spec));
    json.set("inferenceAccelerators", Json.array());
    json.set("containers", containers(task));
    json.set("tags", withTags ? task.tags().json() : Json.array());
    spec.definition()
        .ephemeralStorageGib()
        .ifPresent(
            gib -> {
              json.set("ephemeralStorage", Json.object().put("sizeInGiB", gib));
            });
    json.set(
        "fargateEphemeralStorage",
        Json.object().put("sizeInGiB", spec.definition().ephemeralStorageGib().orElse(20)));
    task.networkInterface()
        .ifPresent(attached -> json.put("availabilityZone", attached.availabilityZone()));
    Json.put(json, "stopCode", task.stop().map(StopCause::code));
    Json.put(json, "stoppedReason", task.stop().map(StopCause::reason));
    times(json, task.times());
    return json;
  }

  private static void times(ObjectNode json, TaskTimes times) {
    json.put("createdAt", Json.epoch(times.createdAt()));
    if (times.connectedAt().isPresent()) {
      json.put("connectivity", "CONNECTED");
    }
    Json.putTime(json, "connectivityAt", times.connectedAt());
    Json.putTime(json, "pullStartedAt", times.pullStartedAt());
    Json.putTime(json, "pullStoppedAt", times.pullStoppedAt());
    Json.putTime(json, "startedAt", times.startedAt());
    Json.putTime(json, "stoppingAt", times.stoppingAt());
    Json.putTime(json, "executionStoppedAt", times.executionStoppedAt());
    Json.putTime(json, "stoppedAt", times.stoppedAt());
  }

  private static ArrayNode attributes(TaskSpec spec) {
    ArrayNode attributes = Json.array();
    attributes.addObject().put("name", "ecs.cpu-architecture").put("value", spec.architecture());
    return attributes;
  }

  private static ArrayNode attachments(Task.Snapshot task) {
    ArrayNode attachments = Json.array();
    Optional<NetworkInterface> attached = task.networkInterface();
    ObjectNode attachment =
        Json.object()
            .put("id", task.spec().attachmentId())
            .put("type", "ElasticNetworkInterface")
            .put("status", attachmentStatus(task));
    ArrayNode details = attachment.putArray("details");
    detail(details, "subnetId", task.spec().placement().subnetId());
    attached.ifPresent(
        eni -> {
          detail(details, "networkInterfaceId", eni.id());
          detail(details, "macAddress", eni.macAddress());
          detail(details, "privateDnsName", eni.privateDnsName());
          detail(details, "privateIPv4Address", eni.privateIp());
        });
    attachments.add(attachment);
    return attachments;
  }

  private static String attachmentStatus(Task.Snapshot task) {
    if (task.status() == TaskStatus.STOPPED) {
      return "DELETED";
    }
    return task.networkInterface().isPresent() ? "ATTACHED" : "PRECREATED";
  }

  private static void detail(ArrayNode details, String name, String value) {
    details.addObject().put("name", name).put("value", value);
  }

  private static ArrayNode containers(Task.Snapshot task) {
    ArrayNode containers = Json.array();
    for (ContainerRun run : task.containers()) {
      ObjectNode json = Json.object();
      json.put("containerArn", run.arn());
      json.put("taskArn", task.spec().arn());
      json.put("name", run.definition().name());
      json.put("image", run.definition().image());
      Json.put(json, "imageDigest", run.imageDigest());
      if (run.startedAt().isPresent()) {
        json.put("runtimeId", run.runtimeId());
      }
      json.put("lastStatus", run.status().name());
      run.exitCode().ifPresent(code -> json.put("exitCode", code));
      Json.put(json, "reason", run.reason());
      json.set("networkBindings", Json.array());
      ArrayNode interfaces = Json.array();
      task.networkInterface()
          .ifPresent(
              eni ->
                  interfaces
                      .addObject()
                      .put("attachmentId", task.spec().attachmentId())
                      .put("privateIpv4Address", eni.privateIp()));
      json.set("networkInterfaces", interfaces);
      json.put("healthStatus", run.health());
      json.set("managedAgents", Json.array());
      json.put("cpu", String.valueOf(run.definition().resources().cpu()));
      run.definition()
          .resources()
          .memory()
          .ifPresent(mib -> json.put("memory", String.valueOf(mib)));
      run.definition()
          .resources()
          .memoryReservation()
          .ifPresent(mib -> json.put("memoryReservation", String.valueOf(mib)));
      containers.add(json);
    }
    return containers;
  }
}
