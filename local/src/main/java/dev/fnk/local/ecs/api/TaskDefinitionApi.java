package dev.fnk.local.ecs.api;

import dev.fnk.local.ecs.definition.FargateSizes;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Failures;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Paging;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The task definition operations. */
final class TaskDefinitionApi {
  private static final int PAGE = 100;
  private static final int MAX_DELETES = 10;
  // Lists that the service always answers, empty or not.
  private static final List<String> TASK_LISTS =
      List.of("volumes", "placementConstraints", "requiresCompatibilities");
  private static final List<String> CONTAINER_LISTS =
      List.of("portMappings", "environment", "mountPoints", "volumesFrom", "systemControls");

  private final EcsRegion region;
  private final Clock clock;

  TaskDefinitionApi(EcsRegion region, Clock clock) {
    this.region = region;
    this.clock = clock;
  }

  ObjectNode register(Fields request, String callerArn) {
    new TaskDefinitionValidator(request).check();
    TaskDefinition definition =
        region
            .taskDefinitions()
            .register(request.required("family"), document(request), Tags.of(request), callerArn);
    return answer(definition, true);
  }

  private static ObjectNode document(Fields request) {
    ObjectNode document = request.object().deepCopy();
    document.remove(List.of("tags", "family"));
    document.put("cpu", String.valueOf(FargateSizes.cpu(request.required("cpu"))));
    document.put("memory", String.valueOf(FargateSizes.memory(request.required("memory"))));
    addMissingLists(document, TASK_LISTS);
    for (Fields container : new Fields(document).objects("containerDefinitions")) {
      ObjectNode object = container.object();
      addMissingLists(object, CONTAINER_LISTS);
      if (!container.has("cpu")) {
        object.put("cpu", 0);
      }
      if (!container.has("essential")) {
        object.put("essential", true);
      }
      for (Fields port : container.objects("portMappings")) {
        // With awsvpc both ports are one.
        port.integer("containerPort")
            .filter(number -> !port.has("hostPort"))
            .ifPresent(number -> port.object().put("hostPort", number));
        if (!port.has("protocol")) {
          port.object().put("protocol", "tcp");
        }
      }
    }
    return document;
  }

  private static void addMissingLists(ObjectNode object, List<String> names) {
    for (String name : names) {
      if (!object.hasNonNull(name)) {
        object.set(name, Json.array());
      }
    }
  }

  ObjectNode describe(Fields request) {
    TaskDefinition definition =
        region
            .taskDefinitions()
            .find(request.required("taskDefinition"))
            .orElseThrow(() -> EcsError.client("Unable to describe task definition."));
    return answer(definition, request.texts("include").contains("TAGS"));
  }

  ObjectNode list(Fields request) {
    purge();
    String prefix = request.text("familyPrefix").orElse("");
    String status = request.text("status").orElse("ACTIVE");
    List<String> arns =
        region.taskDefinitions().all().stream()
            .filter(definition -> prefix.isEmpty() || definition.family().equals(prefix))
            .filter(definition -> definition.status().name().equals(status))
            .map(TaskDefinition::arn)
            .toList();
    boolean descending = request.text("sort").orElse("ASC").equals("DESC");
    return ClusterApi.page(
        "taskDefinitionArns", Paging.page(descending ? arns.reversed() : arns, request, PAGE));
  }

  ObjectNode listFamilies(Fields request) {
    String prefix = request.text("familyPrefix").orElse("");
    String status = request.text("status").orElse("ACTIVE");
    if (!Set.of("ACTIVE", "INACTIVE", "ALL").contains(status)) {
      throw EcsError.invalidParameter("Unknown status " + status);
    }
    List<TaskDefinition> all = region.taskDefinitions().all();
    List<String> families =
        all.stream()
            .map(TaskDefinition::family)
            .distinct()
            .filter(family -> family.startsWith(prefix))
            .filter(
                family -> {
                  boolean active =
                      all.stream()
                          .anyMatch(
                              definition ->
                                  definition.family().equals(family)
                                      && definition.status() == TaskDefinition.Status.ACTIVE);
                  return status.equals("ALL") || active == status.equals("ACTIVE");
                })
            .toList();
    return ClusterApi.page("families", Paging.page(families, request, PAGE));
  }

  ObjectNode deregister(Fields request) {
    TaskDefinition definition =
        exact(request.required("taskDefinition"))
            .orElseThrow(() -> EcsError.client("The specified task definition does not exist."));
    if (definition.status() == TaskDefinition.Status.ACTIVE) {
      definition = definition.deregistered(clock.instant());
      region.taskDefinitions().replace(definition);
    }
    return answer(definition, false);
  }

  /** A revision has to be named: a family alone is not enough. */
  private Optional<TaskDefinition> exact(String reference) {
    return Arns.lastPart(reference).indexOf(':') < 0
        ? Optional.empty()
        : region.taskDefinitions().find(reference);
  }

  ObjectNode delete(Fields request) {
    List<String> references = request.texts("taskDefinitions");
    if (references.isEmpty() || references.size() > MAX_DELETES) {
      throw EcsError.invalidParameter("Specify 1 to 10 task definitions to delete.");
    }
    ArrayNode deleted = Json.array();
    ArrayNode failures = Json.array();
    for (String reference : references) {
      Optional<TaskDefinition> found = exact(reference);
      if (found.isEmpty()) {
        failures.add(Failures.of(reference, "The specified task definition does not exist."));
      } else if (found.get().status() == TaskDefinition.Status.ACTIVE) {
        failures.add(
            Failures.of(
                found.get().arn(),
                "The specified task definition is still in ACTIVE status. Please deregister the"
                    + " target and try again."));
      } else {
        TaskDefinition deleting = found.get().deleting(clock.instant());
        region.taskDefinitions().replace(deleting);
        deleted.add(deleting.json());
      }
    }
    purge();
    ObjectNode answer = Json.object();
    answer.set("taskDefinitions", deleted);
    answer.set("failures", failures);
    return answer;
  }

  private void purge() {
    region.taskDefinitions().purge(arn -> region.uses(arn, clock.instant()));
  }

  private static ObjectNode answer(TaskDefinition definition, boolean tags) {
    ObjectNode answer = Json.object();
    answer.set("taskDefinition", definition.json());
    if (tags) {
      answer.set("tags", definition.tags().json());
    }
    return answer;
  }
}
