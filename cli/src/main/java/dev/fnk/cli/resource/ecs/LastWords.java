package dev.fnk.cli.resource.ecs;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** Why a service has no running task, as far as ECS tells. */
record LastWords(EcsClient ecs, String cluster, String service) {
  /** Not those that the service itself ends, nor a person. */
  private static final Set<TaskStopCode> FAILURES =
      EnumSet.of(TaskStopCode.TASK_FAILED_TO_START, TaskStopCode.ESSENTIAL_CONTAINER_EXITED);

  /** The service's last event, and why its last task stopped; empty if ECS says nothing. */
  String tell() {
    return event() + stopped();
  }

  /** The same as a sentence of its own. */
  Optional<String> sentence() {
    return Optional.of(tell()).filter(words -> !words.isEmpty()).map(words -> words.substring(2));
  }

  private String event() {
    return ecs.describeServices(r -> r.cluster(cluster).services(service)).services().stream()
        .map(Service::events)
        .filter(events -> !events.isEmpty())
        .findFirst()
        .map(events -> "; ECS says: " + events.getFirst().message())
        .orElse("");
  }

  private String stopped() {
    return stoppedReason().map(reason -> "; its last task stopped: " + reason).orElse("");
  }

  /** Why the last task failed, if one did; ECS forgets it after about an hour. */
  Optional<String> stoppedReason() {
    var arns =
        ecs.listTasks(
                r ->
                    r.cluster(cluster)
                        .serviceName(service)
                        .desiredStatus(DesiredStatus.STOPPED)
                        .maxResults(10))
            .taskArns();
    if (arns.isEmpty()) {
      return Optional.empty();
    }
    return ecs.describeTasks(r -> r.cluster(cluster).tasks(arns)).tasks().stream()
        .filter(t -> FAILURES.contains(t.stopCode()) && t.stoppedReason() != null)
        .max(Comparator.comparing(Task::createdAt))
        .map(Task::stoppedReason);
  }
}
