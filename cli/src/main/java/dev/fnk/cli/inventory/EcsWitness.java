package dev.fnk.cli.inventory;

import dev.fnk.cli.aws.AwsErrors;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.Task;

/** What ECS says of its own; it remembers what is gone for a while. */
record EcsWitness(EcsClient ecs) implements Witness {
  /** Of clusters and services, tasks, and definitions that ECS deletes on its own. */
  private static final Set<String> GONE = Set.of("INACTIVE", "STOPPED", "DELETE_IN_PROGRESS");

  @Override
  public Word ask(Named what) {
    try {
      return switch (what.type()) {
        case "cluster" ->
            word(
                ecs.describeClusters(r -> r.clusters(what.arn())).clusters().stream()
                    .map(Cluster::status));
        case "service" ->
            word(
                ecs
                    .describeServices(r -> r.cluster(what.part(0)).services(what.arn()))
                    .services()
                    .stream()
                    .map(Service::status));
        case "task" ->
            word(
                ecs.describeTasks(r -> r.cluster(what.part(0)).tasks(what.arn())).tasks().stream()
                    .map(Task::lastStatus));
        case "task-definition" -> definition(what.arn());
        default -> new Word.CannotTell("fnk does not know how to ask ECS for it");
      };
    } catch (ClusterNotFoundException e) {
      return Word.Gone.notFound();
    }
  }

  /** Deregistered is not deleted: such a revision stays until somebody deletes it. */
  private Word definition(String arn) {
    try {
      var status =
          ecs.describeTaskDefinition(r -> r.taskDefinition(arn)).taskDefinition().statusAsString();
      return status.equals("INACTIVE") ? new Word.Exists(status) : word(Stream.of(status));
    } catch (ClientException e) {
      if (AwsErrors.message(e).toLowerCase(Locale.ROOT).contains("unable to describe")) {
        return Word.Gone.notFound(); // how ECS says that it has no such revision
      }
      throw e;
    }
  }

  private static Word word(Stream<String> states) {
    Optional<String> state = states.findFirst();
    return state
        .<Word>map(s -> GONE.contains(s) ? new Word.Gone(s) : new Word.Exists(s))
        .orElseGet(Word.Gone::notFound);
  }
}
