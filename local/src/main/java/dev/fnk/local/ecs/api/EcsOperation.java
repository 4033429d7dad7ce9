package dev.fnk.local.ecs.api;

import dev.fnk.local.access.RequiredPermission;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * One operation of the ECS API, all of it: the permissions it needs, what it does.
 *
 * @param name as the service model and IAM call it, such as {@code RunTask}
 */
record EcsOperation(String name, Authorization authorization, Handler handler) {
  private static final String TASKS = "ecs-tasks.amazonaws.com";

  /** What it answers. */
  @FunctionalInterface
  interface Handler {
    ObjectNode handle(Fields request, Caller caller);
  }

  /**
   * What it asks of its caller.
   *
   * @param resources ARNs that its permission is for
   * @param ofCluster whether {@code ecs:cluster} is among its condition keys
   * @param passesRoles whether it hands roles to ECS
   * @param tags ARN of what it makes, when it may be made with tags; the id is not known yet
   */
  record Authorization(
      Function<EcsCall, List<String>> resources,
      boolean ofCluster,
      boolean passesRoles,
      Function<EcsCall, List<String>> tags) {

    /** Of operations on nothing in particular. */
    static Authorization anything() {
      return of(call -> List.of("*"));
    }

    static Authorization of(Function<EcsCall, List<String>> resources) {
      return new Authorization(resources, false, false, call -> List.of());
    }

    static Authorization one(Function<EcsCall, String> resource) {
      return of(call -> List.of(resource.apply(call)));
    }

    /** Of operations in a cluster. */
    Authorization inCluster() {
      return new Authorization(resources, true, passesRoles, tags);
    }

    Authorization passingRoles() {
      return new Authorization(resources, ofCluster, true, tags);
    }

    Authorization making(Function<EcsCall, String> made) {
      return new Authorization(
          resources, ofCluster, passesRoles, call -> List.of(made.apply(call)));
    }
  }

  List<RequiredPermission> permissions(EcsCall call) {
    Map<String, List<String>> keys =
        call.keys(authorization.ofCluster() || call.input().has("cluster"));
    List<RequiredPermission> permissions = new ArrayList<>();
    for (String resource : authorization.resources().apply(call)) {
      permissions.add(new RequiredPermission("ecs:" + name, resource, keys));
    }
    if (authorization.passesRoles()) {
      call.roles().forEach(role -> permissions.add(RequiredPermission.passRole(role, TASKS)));
    }
    if (!call.input().objects("tags").isEmpty()) {
      Map<String, List<String>> created = new HashMap<>(keys);
      created.put("ecs:CreateAction", List.of(name));
      for (String made : authorization.tags().apply(call)) {
        permissions.add(new RequiredPermission("ecs:TagResource", made, created));
      }
    }
    return permissions;
  }
}
