package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.Container;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/** ECS's tasks as the node sees them. */
final class TaskViews {
  private TaskViews() {}

  static TaskView of(Task task) {
    return new TaskView(
        task.taskArn(),
        identity(task),
        Optional.ofNullable(task.startedBy()),
        phase(task.lastStatus()),
        "STOPPED".equals(task.desiredStatus()),
        Optional.ofNullable(task.stopCodeAsString()),
        Optional.ofNullable(task.stoppedReason()),
        Optional.ofNullable(task.startedAt()),
        Optional.ofNullable(task.executionStoppedAt()),
        Optional.ofNullable(task.stoppedAt()),
        address(task),
        task.containers().stream().map(TaskViews::container).toList(),
        false,
        role(task));
  }

  private static Optional<String> role(Task task) {
    return Optional.ofNullable(task.overrides())
        .map(TaskOverride::taskRoleArn)
        .filter(arn -> !arn.isEmpty());
  }

  /** What one container says as a whole; were there two that say something, none is believed. */
  private static Optional<PodIdentity> identity(Task task) {
    if (task.overrides() == null) {
      return Optional.empty();
    }
    var told =
        task.overrides().containerOverrides().stream()
            .map(TaskViews::environment)
            .flatMap(environment -> PodIdentity.from(environment).stream())
            .toList();
    return told.size() == 1 ? Optional.of(told.getFirst()) : Optional.empty();
  }

  private static Map<String, String> environment(ContainerOverride container) {
    var environment = new HashMap<String, String>();
    container.environment().forEach(v -> environment.put(v.name(), v.value()));
    return environment;
  }

  /**
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html">Task
   *     lifecycle</a>
   */
  private static TaskView.Phase phase(String lastStatus) {
    return switch (lastStatus) {
      case "RUNNING" -> TaskView.Phase.RUNNING;
      case "DEACTIVATING", "STOPPING", "DEPROVISIONING" -> TaskView.Phase.ENDING;
      case "STOPPED", "DELETED" -> TaskView.Phase.STOPPED;
      case null, default -> TaskView.Phase.STARTING;
    };
  }

  private static Optional<String> address(Task task) {
    return task.attachments().stream()
        .filter(a -> "ElasticNetworkInterface".equals(a.type()))
        .map(Attachment::details)
        .flatMap(details -> details.stream())
        .filter(d -> "privateIPv4Address".equals(d.name()))
        .map(KeyValuePair::value)
        .findFirst();
  }

  private static ContainerView container(Container container) {
    return new ContainerView(
        container.name(),
        switch (container.lastStatus()) {
          case "RUNNING" -> ContainerView.State.RUNNING;
          case "STOPPED" -> ContainerView.State.STOPPED;
          case null, default -> ContainerView.State.PENDING;
        },
        container.exitCode() == null ? OptionalInt.empty() : OptionalInt.of(container.exitCode()),
        Optional.ofNullable(container.reason()),
        Optional.ofNullable(container.runtimeId()),
        Optional.ofNullable(container.image()),
        Optional.ofNullable(container.imageDigest()));
  }
}
