package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.service.Deployment;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import dev.fnk.local.ecs.model.task.TaskStatus;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The services of cluster c and their scheduler; a test moves their tasks on. */
final class ScheduledServices {
  private static final TaskDefinition DEFINITION =
      EcsRequests.registered("{'name':'a','image':'i','healthCheck':{'command':['CMD','x']}}")
          .withTags(new Tags(Map.of("of", "definition")));

  final ManualClock clock = new ManualClock(EcsRequests.START);
  final EcsRegion region =
      EcsRegion.create("123456789012", "eu-west-1", true, Duration.ofHours(1), clock);
  final Cluster cluster = EcsRequests.cluster("c");
  final List<TaskRequest> launched = new ArrayList<>();
  final ServiceScheduler scheduler = new ServiceScheduler(region, this::launch, clock);
  boolean refusing;

  Service service(String name, int desired, int least, int most, String propagate) {
    Service made =
        new Service(
            EcsRequests.ARNS.service("c", name),
            name,
            cluster,
            Json.object(),
            clock.instant(),
            "arn:aws:iam::123456789012:user/u",
            deployment("ecs-svc/1" + name),
            new Service.State(
                Service.Status.ACTIVE,
                desired,
                least,
                most,
                Json.object(),
                propagate,
                false,
                "DISABLED",
                new Tags(Map.of("of", "service"))));
    region.services().put(made);
    return made;
  }

  Deployment deployment(String id) {
    TaskRequest example = EcsRequests.request(DEFINITION, TaskOverrides.none());
    Instant now = clock.instant();
    return new Deployment(
        id, DEFINITION, example.network(), example.target(), true, now, now, 0, false);
  }

  private Task launch(EcsRegion where, TaskRequest request) {
    if (refusing) {
      throw new IllegalStateException("the engine is away");
    }
    String id = "%032d".formatted(launched.size());
    launched.add(request);
    Task task =
        EcsRequests.task(
            EcsRequests.spec(request, id, clock.instant()),
            request.tags(),
            clock,
            where.changes()::signal);
    where.tasks().add(task);
    return task;
  }

  List<Task> tasks() {
    return region.tasks().of(cluster);
  }

  static void run(Task task) {
    task.update("a", now -> now.started(EcsRequests.START));
    task.transitionTo(TaskStatus.RUNNING);
  }

  static void fail(Task task) {
    task.requestStop(StopCause.failedToStart("no image"));
    task.transitionTo(TaskStatus.STOPPED);
  }

  List<Task> ofService(String name) {
    return tasks().stream().filter(task -> task.spec().group().equals("service:" + name)).toList();
  }
}
