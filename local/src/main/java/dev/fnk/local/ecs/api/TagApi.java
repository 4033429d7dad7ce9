package dev.fnk.local.ecs.api;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Tags of clusters, services, tasks and task definitions. */
public final class TagApi {
  private final EcsRegion region;

  TagApi(EcsRegion region) {
    this.region = region;
  }

  ObjectNode tag(Fields request) {
    Tags given = Tags.of(request);
    change(request.required("resourceArn"), tags -> tags.plus(given));
    return Json.object();
  }

  ObjectNode untag(Fields request) {
    List<String> keys = request.texts("tagKeys");
    change(request.required("resourceArn"), tags -> tags.minus(keys));
    return Json.object();
  }

  ObjectNode list(Fields request) {
    String arn = request.required("resourceArn");
    ObjectNode answer = Json.object();
    answer.set("tags", tags(arn).json());
    return answer;
  }

  private Tags tags(String arn) {
    Optional<Tags> tags =
        switch (Arns.kind(arn)) {
          case "cluster" -> Optional.of(cluster(arn).tags());
          case "service" -> service(arn).map(service -> service.state().tags());
          case "task" -> task(arn).map(Task::tags);
          case "task-definition" -> definition(arn).map(TaskDefinition::tags);
          default -> throw unknown(arn);
        };
    // Unlike those that change tags, ListTagsForResource knows no ResourceNotFoundException.
    return tags.orElseThrow(
        () -> EcsError.invalidParameter("The specified resource was not found: " + arn));
  }

  private void change(String arn, UnaryOperator<Tags> change) {
    switch (Arns.kind(arn)) {
      case "cluster" ->
          region.clusters().update(cluster(arn), now -> now.withTags(change.apply(now.tags())));
      case "service" ->
          found(service(arn), arn).update(state -> state.withTags(change.apply(state.tags())));
      case "task" -> found(task(arn), arn).retag(change);
      case "task-definition" -> {
        TaskDefinition definition = found(definition(arn), arn);
        region.taskDefinitions().replace(definition.withTags(change.apply(definition.tags())));
      }
      default -> throw unknown(arn);
    }
  }

  private Cluster cluster(String arn) {
    return region
        .clusters()
        .find(arn)
        .filter(Cluster::active)
        .orElseThrow(EcsError::clusterNotFound);
  }

  private static <T> T found(Optional<T> resource, String arn) {
    return resource.orElseThrow(() -> EcsError.resourceNotFound(arn));
  }

  private Optional<Service> service(String arn) {
    return region
        .services()
        .findByArn(arn)
        .filter(service -> service.state().status() == Service.Status.ACTIVE);
  }

  private Optional<Task> task(String arn) {
    return region.tasks().findByArn(arn).filter(task -> !task.stopped());
  }

  private Optional<TaskDefinition> definition(String arn) {
    return region.taskDefinitions().find(arn).filter(found -> found.arn().equals(arn));
  }

  private static AwsError unknown(String arn) {
    return EcsError.invalidParameter("Invalid identifier: " + arn);
  }

  /** The tags of everything that is there, by ARN. */
  public Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    region.clusters().active().forEach(c -> all.put(c.arn(), c.tags().byKey()));
    region.taskDefinitions().all().stream()
        .filter(d -> d.status() != TaskDefinition.Status.DELETE_IN_PROGRESS)
        .forEach(d -> all.put(d.arn(), d.tags().byKey()));
    region.services().all().stream()
        .filter(service -> service.state().status() == Service.Status.ACTIVE)
        .forEach(service -> all.put(service.arn(), service.state().tags().byKey()));
    region.tasks().all().stream()
        .filter(task -> !task.stopped())
        .forEach(task -> all.put(task.spec().arn(), task.tags().byKey()));
    return all;
  }
}
