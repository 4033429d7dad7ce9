package dev.fnk.cli.stage.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;

/** The tasks of the lab's cluster. */
public final class Tasks {
  private static final int BATCH = 100; // DescribeTasks takes no more

  private final AwsClients aws;
  private final String cluster;

  public Tasks(AwsClients aws, String cluster) {
    this.aws = aws;
    this.cluster = cluster;
  }

  /** All that have not stopped, those on their way to it too. */
  public List<Task> alive() {
    try {
      var arns =
          Stream.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)
              .flatMap(
                  s ->
                      aws
                          .ecs()
                          .listTasksPaginator(r -> r.cluster(cluster).desiredStatus(s))
                          .taskArns()
                          .stream())
              .distinct()
              .toList();
      var alive = new ArrayList<Task>();
      for (int from = 0; from < arns.size(); from += BATCH) {
        var some = arns.subList(from, Math.min(from + BATCH, arns.size()));
        aws.ecs().describeTasks(r -> r.cluster(cluster).tasks(some)).tasks().stream()
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
      aws.ecs().stopTask(r -> r.cluster(cluster).task(arn).reason(reason));
    } catch (ClusterNotFoundException _) {
      // gone with its cluster
    } catch (RuntimeException e) {
      if (!AwsErrors.message(e).contains("not found")) {
        throw e;
      }
    }
  }
}
