package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What RunTask replaces of a task definition.
 *
 * @param document as it was given; a task is described with it for as long as it is known
 */
public record TaskOverrides(
    List<ContainerOverride> containers,
    Optional<String> cpu,
    Optional<String> memory,
    Optional<String> taskRoleArn,
    Optional<String> executionRoleArn,
    ObjectNode document) {
  /** Length of the overrides' JSON. Source: TaskOverride in the ECS API reference. */
  private static final int MAX_CHARACTERS = 8192;

  public static TaskOverrides none() {
    return of(new Fields(Json.object()));
  }

  /** Reads the member {@code overrides} of RunTask. */
  public static TaskOverrides of(Fields fields) {
    if (fields.object().toString().length() > MAX_CHARACTERS) {
      throw EcsError.invalidParameter("Container Overrides length must be at most 8192");
    }
    return new TaskOverrides(
        fields.objects("containerOverrides").stream().map(ContainerOverride::of).toList(),
        fields.text("cpu").filter(text -> !text.isEmpty()),
        fields.text("memory").filter(text -> !text.isEmpty()),
        fields.text("taskRoleArn").filter(text -> !text.isEmpty()),
        fields.text("executionRoleArn").filter(text -> !text.isEmpty()),
        fields.object().deepCopy());
  }

  /**
   * The containers as they shall run.
   *
   * @throws dev.fnk.local.aws.AwsError when an override names a container that is not there
   */
  public List<ContainerDefinition> applyTo(List<ContainerDefinition> defined) {
    Set<String> unknown = new HashSet<>();
    containers.forEach(override -> unknown.add(override.name()));
    defined.forEach(container -> unknown.remove(container.name()));
    if (!unknown.isEmpty()) {
      throw EcsError.invalidParameter(
          "Override for container named "
              + unknown.iterator().next()
              + " is not a container in the TaskDefinition.");
    }
    return defined.stream()
        .map(
            container ->
                containers.stream()
                    .filter(override -> override.name().equals(container.name()))
                    .reduce(container, ContainerDefinition::with, (first, second) -> second))
        .toList();
  }

  /** As DescribeTasks shows it: every container has an entry. */
  public ObjectNode json(List<ContainerDefinition> defined) {
    ObjectNode json = document.deepCopy();
    var entries = Json.array();
    for (ContainerDefinition container : defined) {
      ObjectNode entry =
          new Fields(document)
              .objects("containerOverrides").stream()
                  .filter(fields -> fields.required("name").equals(container.name()))
                  .map(fields -> fields.object().deepCopy())
                  .findFirst()
                  .orElseGet(() -> Json.object().put("name", container.name()));
      entries.add(entry);
    }
    json.set("containerOverrides", entries);
    if (!json.has("inferenceAcceleratorOverrides")) {
      json.set("inferenceAcceleratorOverrides", Json.array());
    }
    return json;
  }
}
