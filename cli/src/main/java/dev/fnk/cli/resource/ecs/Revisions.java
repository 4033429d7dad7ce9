package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ecs.model.DeleteTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
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

  /**
   * Deregisters and deletes all, as often as another is found, until ECS has taken each deletion.
   * The deletion itself is ECS's: it takes up to an hour after the last task's end, and up to a day
   * after a service's deployment (<a
   * href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/delete-task-definition-v2.html">Deleting
   * a task definition revision</a>).
   */
  void delete(Predicate<String> family, String prefix, ResourceContext context) {
    var deletion = new Deletion(context);
    context.until(
        "ECS to take the task definitions' deletion",
        context.deadlines().release(),
        () ->
            deletion.done(
                list(family, prefix, TaskDefinitionStatus.ACTIVE),
                list(family, prefix, TaskDefinitionStatus.INACTIVE)));
    var going = list(family, prefix, TaskDefinitionStatus.DELETE_IN_PROGRESS).size();
    if (going > 0) {
      context.notice(
          "ECS deletes %d revision%s of %s by itself: within an hour, those of a service within a day"
              .formatted(going, going == 1 ? "" : "s", prefix));
    }
  }

  /** One go at deleting, over several looks at what is there. */
  private final class Deletion {
    private final ResourceContext context;
    private final Set<String> open = new TreeSet<>();
    private final Set<String> told = new HashSet<>();

    Deletion(ResourceContext context) {
      this.context = context;
    }

    /** Deletes what is there. Whether nothing was, and all that ever was is being deleted. */
    boolean done(List<String> active, List<String> inactive) {
      for (var arn : active) {
        calm(() -> aws.ecs().deregisterTaskDefinition(r -> r.taskDefinition(arn)));
      }
      open.addAll(active);
      open.addAll(inactive);
      var all = List.copyOf(open);
      for (int from = 0; from < all.size(); from += BATCH) {
        var some = all.subList(from, Math.min(from + BATCH, all.size()));
        calm(() -> read(aws.ecs().deleteTaskDefinitions(r -> r.taskDefinitions(some))));
      }
      return open.isEmpty() && active.isEmpty() && inactive.isEmpty();
    }

    private void read(DeleteTaskDefinitionsResponse answer) {
      answer.taskDefinitions().forEach(d -> open.remove(d.taskDefinitionArn()));
      for (var failure : answer.failures()) {
        var arn = String.valueOf(failure.arn());
        if ("MISSING".equals(failure.reason())) {
          open.remove(arn); // gone already
        } else if (told.add(arn)) {
          context.notice("ECS does not delete %s yet: %s".formatted(arn, describe(failure)));
        }
      }
    }

    private static String describe(Failure failure) {
      return failure.detail() == null
          ? failure.reason()
          : failure.reason() + " (" + failure.detail() + ")";
    }

    /** One call a second is what ECS takes in the long run; the next look makes it again. */
    private static void calm(Runnable call) {
      try {
        call.run();
      } catch (EcsException e) {
        if (!AwsErrors.is(e, "ThrottlingException")) {
          throw e;
        }
      }
    }
  }
}
