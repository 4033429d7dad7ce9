package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One revision of a family.
 *
 * @param document its members as they were registered, with the service's defaults
 */
public record TaskDefinition(
    String arn,
    String family,
    int revision,
    Status status,
    ObjectNode document,
    Tags tags,
    Instant registeredAt,
    String registeredBy,
    Optional<Instant> deregisteredAt,
    Optional<Instant> deleteRequestedAt) {
  public enum Status {
    ACTIVE,
    INACTIVE,
    DELETE_IN_PROGRESS
  }

  private Fields fields() {
    return new Fields(document);
  }

  public int cpu() {
    return FargateSizes.cpu(fields().required("cpu"));
  }

  public int memory() {
    return FargateSizes.memory(fields().required("memory"));
  }

  public Optional<String> taskRoleArn() {
    return fields().text("taskRoleArn").filter(text -> !text.isEmpty());
  }

  public Optional<String> executionRoleArn() {
    return fields().text("executionRoleArn").filter(text -> !text.isEmpty());
  }

  public List<ContainerDefinition> containers() {
    return fields().objects("containerDefinitions").stream().map(ContainerDefinition::of).toList();
  }

  public List<String> volumes() {
    return fields().objects("volumes").stream().map(volume -> volume.required("name")).toList();
  }

  public Optional<Integer> ephemeralStorageGib() {
    return fields().object("ephemeralStorage").flatMap(storage -> storage.integer("sizeInGiB"));
  }

  public TaskDefinition withTags(Tags given) {
    return new TaskDefinition(
        arn,
        family,
        revision,
        status,
        document,
        given,
        registeredAt,
        registeredBy,
        deregisteredAt,
        deleteRequestedAt);
  }

  public TaskDefinition deregistered(Instant now) {
    return new TaskDefinition(
        arn,
        family,
        revision,
        Status.INACTIVE,
        document,
        tags,
        registeredAt,
        registeredBy,
        Optional.of(now),
        Optional.empty());
  }

  public TaskDefinition deleting(Instant now) {
    return new TaskDefinition(
        arn,
        family,
        revision,
        Status.DELETE_IN_PROGRESS,
        document,
        tags,
        registeredAt,
        registeredBy,
        deregisteredAt,
        Optional.of(now));
  }

  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("taskDefinitionArn", arn);
    json.setAll(document);
    json.put("family", family);
    json.put("revision", revision);
    json.put("status", status.name());
    json.set("requiresAttributes", RequiredAttributes.of(fields()));
    json.set("compatibilities", Json.strings(List.of("EC2", "FARGATE")));
    json.put("registeredAt", Json.epoch(registeredAt));
    json.put("registeredBy", registeredBy);
    Json.putTime(json, "deregisteredAt", deregisteredAt);
    Json.putTime(json, "deleteRequestedAt", deleteRequestedAt);
    return json;
  }
}
