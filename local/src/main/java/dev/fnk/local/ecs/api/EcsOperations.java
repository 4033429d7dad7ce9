package dev.fnk.local.ecs.api;

import static dev.fnk.local.ecs.api.EcsOperation.Authorization.anything;
import static dev.fnk.local.ecs.api.EcsOperation.Authorization.one;

import dev.fnk.local.ecs.api.EcsOperation.Authorization;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The operations that there are, one row each. Their permissions are those of the <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html">Service
 * Authorization Reference</a>.
 */
final class EcsOperations {
  private static final Authorization ANYTHING = anything();
  private static final Authorization CLUSTER = one(EcsCall::cluster);
  private static final Authorization CLUSTERS =
      Authorization.of(
          call -> {
            List<String> names = call.input().texts("clusters");
            return (names.isEmpty() ? List.of("default") : names)
                .stream().map(call::cluster).toList();
          });
  private static final Authorization NEW_CLUSTER =
      one(EcsOperations::newCluster).making(EcsOperations::newCluster);
  private static final Authorization NEW_DEFINITION =
      anything()
          .passingRoles()
          .making(call -> call.scope().arn("ecs", "task-definition/" + call.text("family") + ":*"));
  private static final Authorization DEFINITIONS =
      Authorization.of(
          call -> call.input().texts("taskDefinitions").stream().map(call::definition).toList());
  private static final Authorization RUN =
      one(call -> call.definition(call.text("taskDefinition")))
          .inCluster()
          .passingRoles()
          .making(call -> call.task("*"));
  private static final Authorization TASK = one(call -> call.task(call.text("task"))).inCluster();
  private static final Authorization TASKS =
      Authorization.of(call -> call.input().texts("tasks").stream().map(call::task).toList())
          .inCluster();
  private static final Authorization INSTANCES = one(EcsCall::instances).inCluster();
  private static final Authorization NEW_SERVICE =
      one(EcsOperations::newService).inCluster().passingRoles().making(EcsOperations::newService);
  private static final Authorization SERVICE =
      one(call -> call.service(call.text("service"))).inCluster();
  private static final Authorization SERVICES =
      Authorization.of(call -> call.input().texts("services").stream().map(call::service).toList())
          .inCluster();
  private static final Authorization TAGGED = one(call -> call.text("resourceArn"));

  private final Map<String, EcsOperation> rows;

  EcsOperations(
      ClusterApi clusters,
      TaskDefinitionApi definitions,
      TaskApi tasks,
      ServiceApi services,
      TagApi tags) {
    this.rows =
        List.of(
                row("CreateCluster", NEW_CLUSTER, clusters::create),
                row("DescribeClusters", CLUSTERS, clusters::describe),
                row("ListClusters", ANYTHING, clusters::list),
                row("DeleteCluster", CLUSTER, clusters::delete),
                row("PutClusterCapacityProviders", CLUSTER, clusters::putCapacityProviders),
                row("UpdateCluster", CLUSTER, clusters::update),
                row("UpdateClusterSettings", CLUSTER, clusters::update),
                row("DescribeCapacityProviders", ANYTHING, clusters::describeCapacityProviders),
                new EcsOperation(
                    "RegisterTaskDefinition",
                    NEW_DEFINITION,
                    (request, caller) -> definitions.register(request, caller.arn())),
                row("DescribeTaskDefinition", ANYTHING, definitions::describe),
                row("ListTaskDefinitions", ANYTHING, definitions::list),
                row("ListTaskDefinitionFamilies", ANYTHING, definitions::listFamilies),
                row("DeregisterTaskDefinition", ANYTHING, definitions::deregister),
                row("DeleteTaskDefinitions", DEFINITIONS, definitions::delete),
                row("RunTask", RUN, tasks::run),
                row("StopTask", TASK, tasks::stop),
                row("DescribeTasks", TASKS, tasks::describe),
                row("ListTasks", INSTANCES, tasks::list),
                row("ExecuteCommand", TASK, tasks::execute),
                new EcsOperation(
                    "CreateService",
                    NEW_SERVICE,
                    (request, caller) -> services.create(request, caller.arn())),
                row("UpdateService", SERVICE.passingRoles(), services::update),
                row("DeleteService", SERVICE, services::delete),
                row("DescribeServices", SERVICES, services::describe),
                row("ListServices", anything().inCluster(), services::list),
                row("TagResource", TAGGED, tags::tag),
                row("UntagResource", TAGGED, tags::untag),
                row("ListTagsForResource", TAGGED, tags::list))
            .stream()
            .collect(Collectors.toUnmodifiableMap(EcsOperation::name, Function.identity()));
  }

  private static EcsOperation row(
      String name, Authorization authorization, Function<Fields, ObjectNode> handler) {
    return new EcsOperation(name, authorization, (request, caller) -> handler.apply(request));
  }

  private static String newCluster(EcsCall call) {
    return call.cluster(call.input().text("clusterName").orElse("default"));
  }

  private static String newService(EcsCall call) {
    return call.service(call.text("serviceName"));
  }

  Optional<EcsOperation> of(String name) {
    return Optional.ofNullable(rows.get(name));
  }
}
