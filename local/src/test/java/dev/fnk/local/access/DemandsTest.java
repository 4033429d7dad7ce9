package dev.fnk.local.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DemandsTest {
  private static final String ECS = "arn:aws:ecs:eu-west-1:123456789012:";
  private static final TaskDefinitions DEFINITIONS =
      (region, name) ->
          name.startsWith("web")
              ? Optional.of(
                  new TaskDefinitions.Known(ECS + "task-definition/web:7", List.of("pod")))
              : Optional.empty();

  @Test
  void runTaskNeedsTheDefinitionItsRolesAndTheTagging() {
    List<Demand> demands =
        json(
            "ecs",
            "RunTask",
            """
            {"cluster": "lab", "taskDefinition": "web", "tags": [{"key": "a", "value": "b"}],
             "overrides": {"taskRoleArn": "arn:aws:iam::123456789012:role/own"}}""");
    assertThat(demands)
        .extracting(Demand::action, Demand::resource)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ecs:RunTask", ECS + "task-definition/web:7"),
            org.assertj.core.groups.Tuple.tuple(
                "iam:PassRole", "arn:aws:iam::123456789012:role/pod"),
            org.assertj.core.groups.Tuple.tuple(
                "iam:PassRole", "arn:aws:iam::123456789012:role/own"),
            org.assertj.core.groups.Tuple.tuple("ecs:TagResource", ECS + "task/lab/*"));
    assertThat(demands.getFirst().keys())
        .containsEntry("ecs:cluster", List.of(ECS + "cluster/lab"))
        .containsEntry("aws:RequestTag/a", List.of("b"));
    assertThat(demands.getLast().keys()).containsEntry("ecs:CreateAction", List.of("RunTask"));
    assertThat(demands.get(1).keys())
        .containsEntry("iam:PassedToService", List.of("ecs-tasks.amazonaws.com"));
  }

  @Test
  void describeTasksNeedsEachTask() {
    assertThat(
            json(
                "ecs",
                "DescribeTasks",
                "{\"cluster\":\"lab\",\"tasks\":[\"1\",\"" + ECS + "task/x/2\"]}"))
        .extracting(Demand::resource)
        .containsExactly(ECS + "task/lab/1", ECS + "task/x/2");
  }

  @Test
  void aServiceThatDeclaresItsPermissionsIsAsked() {
    Demand own = Demand.of("eks:DescribeCluster", "*");
    assertThat(demands(Map.of("eks", request -> List.of(own)), "eks", "GET", "/x", Map.of(), ""))
        .containsExactly(own);
  }

  @Test
  void logsAndRegistryNameTheirResources() {
    assertThat(json("logs", "PutLogEvents", "{\"logGroupName\":\"/g\",\"logStreamName\":\"s\"}"))
        .extracting(Demand::resource)
        .containsExactly("arn:aws:logs:eu-west-1:123456789012:log-group:/g:log-stream:s");
    assertThat(json("ecr", "BatchGetImage", "{\"repositoryName\":\"lab/node\"}"))
        .containsExactly(
            Demand.of(
                "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:123456789012:repository/lab/node"));
    assertThat(json("ecr", "GetAuthorizationToken", "{}"))
        .containsExactly(Demand.of("ecr:GetAuthorizationToken", "*"));
  }

  @Test
  void queryServicesNameTheirActionInTheForm() {
    assertThat(form("ec2", "Action=DescribeVpcs"))
        .containsExactly(Demand.of("ec2:DescribeVpcs", "*"));
    assertThat(form("iam", "Action=GetRole&RoleName=x"))
        .containsExactly(Demand.of("iam:GetRole", Demand.UNKNOWN));
    assertThat(form("sts", "Action=GetCallerIdentity")).isEmpty();
  }

  private static List<Demand> json(String service, String operation, String body) {
    return demands(
        service,
        "POST",
        "/",
        Map.of("x-amz-target", "T." + operation, "content-type", "application/x-amz-json-1.1"),
        body);
  }

  private static List<Demand> form(String service, String body) {
    return demands(
        service,
        "POST",
        "/",
        Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        body);
  }

  private static List<Demand> demands(
      String service, String method, String path, Map<String, String> headers, String body) {
    return demands(Map.of(), service, method, path, headers, body);
  }

  private static List<Demand> demands(
      Map<String, Permissions> declared,
      String service,
      String method,
      String path,
      Map<String, String> headers,
      String body) {
    Caller caller =
        new Caller("123456789012", "arn:aws:sts::123456789012:assumed-role/r/s", "AROATEST:s");
    return Demands.of(
        new AwsRequest(
            service,
            "eu-west-1",
            caller,
            method,
            path,
            "",
            headers,
            body.getBytes(StandardCharsets.UTF_8)),
        declared,
        DEFINITIONS);
  }
}
