package dev.fnk.cli.stage.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Trace;
import dev.fnk.cli.resource.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionFamilyStatus;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;

/** All revisions of task definitions, whatever their status. */
public final class Revisions {
  /** Of each revision, as a resource's type. */
  static final String TYPE = "ecs:task-definition";

  private static final int BATCH = 10; // DeleteTaskDefinitions takes no more

  private final AwsClients aws;

  public Revisions(AwsClients aws) {
    this.aws = aws;
  }

  /**
   * ARNs of revisions.
   *
   * @param prefix what the families' names begin with
   */
  public List<String> list(Predicate<String> family, String prefix, TaskDefinitionStatus status) {
    if (status == TaskDefinitionStatus.DELETE_IN_PROGRESS) {
      // Families of nothing else may be unlisted, and there are few of these in an account.
      return aws
          .ecs()
          .listTaskDefinitionsPaginator(r -> r.status(status))
          .taskDefinitionArns()
          .stream()
          .filter(arn -> family(arn).startsWith(prefix) && family.test(family(arn)))
          .toList();
    }
    return aws
        .ecs()
        .listTaskDefinitionFamiliesPaginator(
            r -> r.familyPrefix(prefix).status(TaskDefinitionFamilyStatus.ALL))
        .families()
        .stream()
        .filter(family)
        .flatMap(
            f ->
                aws
                    .ecs()
                    .listTaskDefinitionsPaginator(r -> r.familyPrefix(f).status(status))
                    .taskDefinitionArns()
                    .stream())
        .toList();
  }

  /**
   * What is left of families: each revision with its status. What ECS deletes on its own, once
   * nothing refers to it any more, counts as gone.
   */
  List<Trace> traces(Predicate<String> family, String prefix) {
    var traces = new ArrayList<Trace>();
    for (var status : List.of(TaskDefinitionStatus.ACTIVE, TaskDefinitionStatus.INACTIVE)) {
      list(family, prefix, status)
          .forEach(arn -> traces.add(Trace.left(TYPE, arn, status.toString())));
    }
    var going = TaskDefinitionStatus.DELETE_IN_PROGRESS;
    list(family, prefix, going).forEach(arn -> traces.add(Trace.gone(TYPE, arn, going.toString())));
    return List.copyOf(traces);
  }

  private static String family(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1, arn.lastIndexOf(':'));
  }

  /** Deregisters and deletes, and waits until ECS has forgotten them. */
  void delete(Predicate<String> family, String prefix, Work work) {
    for (var arn : list(family, prefix, TaskDefinitionStatus.ACTIVE)) {
      work.retry(
          "ECS to take another deregistration",
          work.deadlines().release(),
          e -> AwsErrors.is(e, "ThrottlingException"),
          () -> aws.ecs().deregisterTaskDefinition(r -> r.taskDefinition(arn)));
    }
    var inactive = list(family, prefix, TaskDefinitionStatus.INACTIVE);
    for (int from = 0; from < inactive.size(); from += BATCH) {
      var some = inactive.subList(from, Math.min(from + BATCH, inactive.size()));
      work.retry(
          "ECS to take another deletion",
          work.deadlines().release(),
          e -> AwsErrors.is(e, "ThrottlingException"),
          () -> aws.ecs().deleteTaskDefinitions(r -> r.taskDefinitions(some)));
    }
    work.until(
        "ECS to forget the task definitions",
        work.deadlines().release(),
        () ->
            list(family, prefix, TaskDefinitionStatus.INACTIVE).isEmpty()
                && list(family, prefix, TaskDefinitionStatus.DELETE_IN_PROGRESS).isEmpty());
  }
}
