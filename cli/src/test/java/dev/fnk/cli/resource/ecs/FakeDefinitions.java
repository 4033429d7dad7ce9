package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.FakeAws;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.DeleteTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.DeleteTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DeregisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionFamiliesRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionFamiliesResponse;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;

/** Revisions of task definitions, which ECS goes on deleting for as long as a test lasts. */
final class FakeDefinitions {
  final Map<String, String> statuses = new TreeMap<>();

  /** How many deletions fail before one is taken, by ARN. */
  final Map<String, Integer> failing = new TreeMap<>();

  /** How many calls are throttled. */
  int throttled;

  static String arn(String revision) {
    return "arn:aws:ecs:eu-west-1:111122223333:task-definition/" + revision;
  }

  FakeAws in(FakeAws fake) {
    return fake.on(
            EcsClient.class,
            "listTaskDefinitionFamilies",
            ListTaskDefinitionFamiliesRequest.class,
            q ->
                ListTaskDefinitionFamiliesResponse.builder()
                    .families(
                        statuses.keySet().stream()
                            .map(FakeDefinitions::family)
                            .filter(f -> f.startsWith(q.familyPrefix()))
                            .distinct()
                            .toList())
                    .build())
        .on(
            EcsClient.class,
            "listTaskDefinitions",
            ListTaskDefinitionsRequest.class,
            q ->
                ListTaskDefinitionsResponse.builder()
                    .taskDefinitionArns(
                        statuses.entrySet().stream()
                            .filter(d -> d.getValue().equals(q.statusAsString()))
                            .map(Map.Entry::getKey)
                            .filter(
                                arn ->
                                    q.familyPrefix() == null
                                        || family(arn).equals(q.familyPrefix()))
                            .toList())
                    .build())
        .on(
            EcsClient.class,
            "describeTaskDefinition",
            DescribeTaskDefinitionRequest.class,
            _ -> {
              throw FakeAws.error(
                  ClientException.builder(),
                  "ClientException",
                  "Unable to describe task definition.");
            })
        .on(
            EcsClient.class,
            "deregisterTaskDefinition",
            DeregisterTaskDefinitionRequest.class,
            q -> {
              throttle();
              statuses.put(q.taskDefinition(), "INACTIVE");
              return DeregisterTaskDefinitionResponse.builder().build();
            })
        .on(
            EcsClient.class,
            "deleteTaskDefinitions",
            DeleteTaskDefinitionsRequest.class,
            q -> delete(q.taskDefinitions()));
  }

  private void throttle() {
    if (throttled > 0) {
      throttled--;
      throw FakeAws.error(ClientException.builder(), "ThrottlingException", "Rate exceeded");
    }
  }

  private Object delete(List<String> arns) {
    throttle();
    var answer = DeleteTaskDefinitionsResponse.builder();
    var deleted = new java.util.ArrayList<TaskDefinition>();
    var failures = new java.util.ArrayList<Failure>();
    for (var arn : arns) {
      if (failing.merge(arn, -1, Integer::sum) >= 0) {
        failures.add(Failure.builder().arn(arn).reason("it is in use").build());
      } else if (!"INACTIVE".equals(statuses.get(arn))) {
        failures.add(Failure.builder().arn(arn).reason("still ACTIVE").build());
      } else {
        statuses.put(arn, "DELETE_IN_PROGRESS");
        deleted.add(TaskDefinition.builder().taskDefinitionArn(arn).build());
      }
    }
    return answer.taskDefinitions(deleted).failures(failures).build();
  }

  private static String family(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1, arn.lastIndexOf(':'));
  }
}
