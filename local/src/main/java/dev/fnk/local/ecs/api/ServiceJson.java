package dev.fnk.local.ecs.api;

import dev.fnk.local.ecs.model.cluster.CapacityItem;
import dev.fnk.local.ecs.model.service.Deployment;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A service in the shape {@code Service} of the service model. */
final class ServiceJson {
  private ServiceJson() {}

  static ObjectNode write(Service service, List<Task> tasks, boolean withTags) {
    Service.State state = service.state();
    List<Deployment> deployments = service.deployments();
    Deployment primary = deployments.getFirst();
    ObjectNode json = Json.object();
    json.put("serviceArn", service.arn());
    json.put("serviceName", service.name());
    json.put("clusterArn", service.cluster().arn());
    json.set("loadBalancers", Json.array());
    json.set("serviceRegistries", Json.array());
    json.put("status", state.status().name());
    json.put("desiredCount", state.desiredCount());
    json.put("runningCount", tasks.stream().filter(Task::running).count());
    json.put("pendingCount", tasks.stream().filter(ServiceJson::pending).count());
    target(json, primary);
    json.put("taskDefinition", primary.definition().arn());
    json.set("deploymentConfiguration", state.deploymentConfiguration().deepCopy());
    ArrayNode list = json.putArray("deployments");
    for (int i = 0; i < deployments.size(); i++) {
      list.add(deployment(deployments.get(i), state, tasks, i == 0));
    }
    ArrayNode events = json.putArray("events");
    for (Service.Event event : service.events()) {
      events
          .addObject()
          .put("id", event.id())
          .put("createdAt", Json.epoch(event.createdAt()))
          .put("message", event.message());
    }
    json.put("createdAt", Json.epoch(service.createdAt()));
    json.set("placementConstraints", Json.array());
    json.set("placementStrategy", Json.array());
    json.set("networkConfiguration", primary.network().network().json());
    json.put("schedulingStrategy", "REPLICA");
    json.putObject("deploymentController").put("type", "ECS");
    json.put("createdBy", service.createdBy());
    json.put("availabilityZoneRebalancing", state.zoneRebalancing());
    json.put("enableECSManagedTags", state.managedTags());
    json.put("propagateTags", state.propagateTags());
    json.put("enableExecuteCommand", primary.executeCommand());
    if (withTags) {
      json.set("tags", state.tags().json());
    }
    return json;
  }

  private static boolean pending(Task task) {
    return task.starting() && task.stopCause().isEmpty();
  }

  private static void target(ObjectNode json, Deployment deployment) {
    if (deployment.target().strategy().isEmpty()) {
      json.put("launchType", "FARGATE");
    } else {
      json.set(
          "capacityProviderStrategy",
          Json.objects(deployment.target().strategy().stream().map(CapacityItem::json).toList()));
    }
    json.put("platformVersion", deployment.target().platformVersion());
    json.put("platformFamily", "Linux");
  }

  private static ObjectNode deployment(
      Deployment deployment, Service.State state, List<Task> tasks, boolean primary) {
    List<Task> own = tasks.stream().filter(deployment::owns).toList();
    ObjectNode json = Json.object();
    json.put("id", deployment.id());
    json.put("status", primary ? "PRIMARY" : "ACTIVE");
    json.put("taskDefinition", deployment.definition().arn());
    json.put("desiredCount", primary ? state.desiredCount() : 0);
    json.put("pendingCount", own.stream().filter(ServiceJson::pending).count());
    json.put("runningCount", own.stream().filter(Task::running).count());
    json.put("failedTasks", deployment.failedTasks());
    json.put("createdAt", Json.epoch(deployment.createdAt()));
    json.put("updatedAt", Json.epoch(deployment.updatedAt()));
    target(json, deployment);
    json.set("networkConfiguration", deployment.network().network().json());
    json.put("rolloutState", deployment.completed() ? "COMPLETED" : "IN_PROGRESS");
    json.put(
        "rolloutStateReason",
        "ECS deployment "
            + deployment.id()
            + (deployment.completed() ? " completed." : " in progress."));
    return json;
  }
}
