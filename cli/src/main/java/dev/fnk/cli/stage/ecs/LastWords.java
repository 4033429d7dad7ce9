package dev.fnk.cli.stage.ecs;

import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Service;

/** Why a service has no running task, as far as ECS tells. */
record LastWords(EcsClient ecs, String cluster, String service) {

  /** The service's last event, and why its last task stopped; empty if ECS says nothing. */
  String tell() {
    return event() + stopped();
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
    var arns =
        ecs.listTasks(
                r ->
                    r.cluster(cluster)
                        .serviceName(service)
                        .desiredStatus(DesiredStatus.STOPPED)
                        .maxResults(10))
            .taskArns();
    if (arns.isEmpty()) {
      return "";
    }
    return ecs.describeTasks(r -> r.cluster(cluster).tasks(arns)).tasks().stream()
        .filter(t -> t.stoppedReason() != null)
        .findFirst()
        .map(t -> "; its last task stopped: " + t.stoppedReason())
        .orElse("");
  }
}
