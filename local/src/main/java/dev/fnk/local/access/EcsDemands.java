package dev.fnk.local.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The permissions of ECS calls. */
final class EcsDemands {
  private static final String TASKS = "ecs-tasks.amazonaws.com";

  private EcsDemands() {}

  static List<Demand> of(
      String operation, JsonNode input, Place place, TaskDefinitions definitions) {
    String action = "ecs:" + operation;
    Map<String, List<String>> keys = new HashMap<>(tagKeys(input));
    String cluster = cluster(input.path("cluster").asString("default"), place);
    if (input.has("cluster") || operation.endsWith("Task") || operation.endsWith("Tasks")) {
      keys.put("ecs:cluster", List.of(cluster));
    }
    String clusterName = cluster.substring(cluster.indexOf('/') + 1);
    List<Demand> demands = new ArrayList<>();
    for (String resource : resources(operation, input, place, clusterName, definitions)) {
      demands.add(new Demand(action, resource, keys));
    }
    roles(operation, input, place, definitions).stream()
        .distinct()
        .map(role -> Demand.passRole(role, TASKS))
        .forEach(demands::add);
    if (!operation.equals("TagResource") && !input.path("tags").isEmpty()) {
      Map<String, List<String>> created = new HashMap<>(keys);
      created.put("ecs:CreateAction", List.of(operation));
      demands.add(
          new Demand("ecs:TagResource", created(operation, input, place, clusterName), created));
    }
    return demands;
  }

  private static List<String> resources(
      String operation, JsonNode input, Place place, String cluster, TaskDefinitions definitions) {
    return switch (operation) {
      case "RunTask", "StartTask" ->
          List.of(definition(input.path("taskDefinition").asString(""), place, definitions));
      case "StopTask", "ExecuteCommand" ->
          List.of(task(input.path("task").asString(""), place, cluster));
      case "DescribeTasks" ->
          strings(input.path("tasks")).map(task -> task(task, place, cluster)).toList();
      case "ListTasks" -> List.of(place.arn("ecs", "container-instance/" + cluster + "/*"));
      case "DeleteTaskDefinitions" ->
          strings(input.path("taskDefinitions"))
              .map(name -> definition(name, place, definitions))
              .toList();
      case "CreateCluster" ->
          List.of(place.arn("ecs", "cluster/" + input.path("clusterName").asString("default")));
      case "DeleteCluster",
          "UpdateCluster",
          "UpdateClusterSettings",
          "PutClusterCapacityProviders" ->
          List.of(place.arn("ecs", "cluster/" + cluster));
      case "DescribeClusters" ->
          input.path("clusters").isEmpty()
              ? List.of(place.arn("ecs", "cluster/default"))
              : strings(input.path("clusters")).map(name -> cluster(name, place)).toList();
      case "CreateService" ->
          List.of(service(input.path("serviceName").asString(""), place, cluster));
      case "UpdateService", "DeleteService" ->
          List.of(service(input.path("service").asString(""), place, cluster));
      case "DescribeServices" ->
          strings(input.path("services")).map(name -> service(name, place, cluster)).toList();
      case "TagResource", "UntagResource", "ListTagsForResource" ->
          List.of(input.path("resourceArn").asString(""));
      default -> List.of("*");
    };
  }

  /** Roles that the call hands to ECS: those it names, or those of the definition it runs. */
  private static List<String> roles(
      String operation, JsonNode input, Place place, TaskDefinitions definitions) {
    return switch (operation) {
      case "RegisterTaskDefinition" -> named(input, place).toList();
      case "RunTask", "StartTask", "CreateService", "UpdateService" -> {
        Optional<TaskDefinitions.Known> known =
            definitions.find(place.region(), input.path("taskDefinition").asString(""));
        List<String> overridden = named(input.path("overrides"), place).toList();
        yield Stream.concat(
                known.map(TaskDefinitions.Known::roles).orElse(List.of()).stream().map(place::role),
                overridden.stream())
            .toList();
      }
      default -> List.of();
    };
  }

  private static Stream<String> named(JsonNode node, Place place) {
    return Stream.of("taskRoleArn", "executionRoleArn")
        .map(member -> node.path(member).asString(""))
        .filter(role -> !role.isEmpty())
        .map(place::role);
  }

  /** What a call with tags makes; the id is not known yet. */
  private static String created(String operation, JsonNode input, Place place, String cluster) {
    return switch (operation) {
      case "RegisterTaskDefinition" ->
          place.arn("ecs", "task-definition/" + input.path("family").asString("") + ":*");
      case "CreateCluster" ->
          place.arn("ecs", "cluster/" + input.path("clusterName").asString("default"));
      case "CreateService" -> service(input.path("serviceName").asString(""), place, cluster);
      default -> place.arn("ecs", "task/" + cluster + "/*");
    };
  }

  private static Map<String, List<String>> tagKeys(JsonNode input) {
    Map<String, List<String>> keys = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (JsonNode tag : input.path("tags")) {
      String name = tag.path("key").asString("");
      names.add(name);
      keys.put("aws:RequestTag/" + name, List.of(tag.path("value").asString("")));
    }
    if (!names.isEmpty()) {
      keys.put("aws:TagKeys", names);
    }
    return keys;
  }

  private static String definition(String name, Place place, TaskDefinitions definitions) {
    return definitions
        .find(place.region(), name)
        .map(TaskDefinitions.Known::arn)
        .orElseGet(() -> full(name, place, "task-definition/"));
  }

  private static String cluster(String name, Place place) {
    return full(name, place, "cluster/");
  }

  private static String task(String id, Place place, String cluster) {
    return full(id, place, "task/" + cluster + "/");
  }

  private static String service(String name, Place place, String cluster) {
    return full(name, place, "service/" + cluster + "/");
  }

  private static String full(String given, Place place, String prefix) {
    return given.startsWith("arn:") ? given : place.arn("ecs", prefix + given);
  }

  private static Stream<String> strings(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).map(each -> each.asString(""));
  }
}
