package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.kubelet.contract.PodVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskOverride;

/**
 * The tasks of the lab's cluster. The lab's own are those of the node's service and those that the
 * node started for pods; whatever else runs in the cluster is somebody else's.
 */
public final class Tasks {
  private static final int BATCH = 100; // DescribeTasks takes no more

  private final AwsClients aws;
  private final LabNames names;

  public Tasks(AwsClients aws, LabNames names) {
    this.aws = aws;
    this.names = names;
  }

  /** All of the lab's own that have not stopped, those on their way to it too. */
  public List<Task> alive() {
    return all().stream().filter(this::own).toList();
  }

  /**
   * Whether any lives of the pods whose names begin so. The node tells a task whose it is in the
   * environment of its containers.
   */
  public boolean anyOfPods(String namespace, String prefix) {
    return alive().stream()
        .map(Task::overrides)
        .filter(Objects::nonNull)
        .anyMatch(
            overrides ->
                tells(overrides, PodVariables.NAME, name -> name.startsWith(prefix))
                    && tells(overrides, PodVariables.NAMESPACE, namespace::equals));
  }

  private static boolean tells(TaskOverride overrides, String variable, Predicate<String> value) {
    return overrides.containerOverrides().stream()
        .flatMap(c -> c.environment().stream())
        .anyMatch(e -> e.name().equals(variable) && value.test(e.value()));
  }

  /** Those of others that have not stopped. */
  List<Task> others() {
    return all().stream().filter(t -> !own(t)).toList();
  }

  private boolean own(Task task) {
    var definition = task.taskDefinitionArn();
    var family = definition.substring(definition.lastIndexOf('/') + 1, definition.lastIndexOf(':'));
    return ("service:" + names.nodeService()).equals(task.group()) || names.isPodFamily(family);
  }

  private List<Task> all() {
    try {
      var arns =
          Stream.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)
              .flatMap(
                  s ->
                      aws
                          .ecs()
                          .listTasksPaginator(r -> r.cluster(names.cluster()).desiredStatus(s))
                          .taskArns()
                          .stream())
              .distinct()
              .toList();
      var alive = new ArrayList<Task>();
      for (int from = 0; from < arns.size(); from += BATCH) {
        var some = arns.subList(from, Math.min(from + BATCH, arns.size()));
        aws.ecs().describeTasks(r -> r.cluster(names.cluster()).tasks(some)).tasks().stream()
            .filter(t -> !t.lastStatus().equals("STOPPED"))
            .forEach(alive::add);
      }
      return List.copyOf(alive);
    } catch (ClusterNotFoundException e) {
      return List.of();
    }
  }

  /** Asks for a task's end; one that is gone already is no error. */
  void stop(String arn, String reason) {
    try {
      aws.ecs().stopTask(r -> r.cluster(names.cluster()).task(arn).reason(reason));
    } catch (ClusterNotFoundException _) {
      // gone with its cluster
    } catch (RuntimeException e) {
      if (!AwsErrors.message(e).contains("not found")) {
        throw e;
      }
    }
  }
}
