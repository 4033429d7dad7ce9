package dev.fnk.local.ecs.api;

import dev.fnk.local.access.AwsScope;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskDefinitionStore;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call as its permissions see it: resources by their ARNs, whatever form they are given in.
 *
 * @param definitions the region's, to know what a call runs
 */
record EcsCall(Fields input, AwsScope scope, TaskDefinitionStore definitions) {

  /** ARN of the cluster that the call is for. */
  String cluster() {
    return cluster(input.text("cluster").orElse("default"));
  }

  String cluster(String nameOrArn) {
    return full(nameOrArn, "cluster/");
  }

  private String clusterName() {
    return Arns.lastPart(cluster());
  }

  String task(String idOrArn) {
    return full(idOrArn, "task/" + clusterName() + "/");
  }

  String service(String nameOrArn) {
    return full(nameOrArn, "service/" + clusterName() + "/");
  }

  /** Stands for container instances, which there are none of. */
  String instances() {
    return scope.arn("ecs", "container-instance/" + clusterName() + "/*");
  }

  /** The revision that a name stands for. */
  String definition(String name) {
    return definitions
        .find(name)
        .map(TaskDefinition::arn)
        .orElseGet(() -> full(name, "task-definition/"));
  }

  /** What a member names; nothing when it is missing. */
  String text(String member) {
    return input.text(member).orElse("");
  }

  /** Roles that the definition of the call, or the call itself, hands to ECS. */
  List<String> roles() {
    Optional<TaskDefinition> run =
        input.text("taskDefinition").filter(name -> !name.isEmpty()).flatMap(definitions::find);
    List<String> roles = new ArrayList<>();
    run.flatMap(TaskDefinition::taskRoleArn).ifPresent(roles::add);
    run.flatMap(TaskDefinition::executionRoleArn).ifPresent(roles::add);
    roles.addAll(named(input));
    input.object("overrides").ifPresent(overrides -> roles.addAll(named(overrides)));
    return roles.stream().map(scope::role).distinct().toList();
  }

  private static List<String> named(Fields fields) {
    List<String> roles = new ArrayList<>();
    fields.text("taskRoleArn").filter(role -> !role.isEmpty()).ifPresent(roles::add);
    fields.text("executionRoleArn").filter(role -> !role.isEmpty()).ifPresent(roles::add);
    return roles;
  }

  /** Condition keys of the cluster and of the tags that the call brings. */
  Map<String, List<String>> keys(boolean ofCluster) {
    Map<String, List<String>> keys = new HashMap<>();
    if (ofCluster) {
      keys.put("ecs:cluster", List.of(cluster()));
    }
    List<String> names = new ArrayList<>();
    for (Fields tag : input.objects("tags")) {
      String name = tag.text("key").orElse("");
      names.add(name);
      keys.put("aws:RequestTag/" + name, List.of(tag.text("value").orElse("")));
    }
    if (!names.isEmpty()) {
      keys.put("aws:TagKeys", names);
    }
    return keys;
  }

  private String full(String given, String prefix) {
    return given.startsWith("arn:") ? given : scope.arn("ecs", prefix + given);
  }
}
