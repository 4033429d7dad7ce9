package dev.fnk.local.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyDocumentTest {
  private static final String TASKS = "arn:aws:ecs:eu-west-1:123456789012:task/lab/";

  @ParameterizedTest
  @CsvSource({
    "ecs:StopTask, task/lab/1, ALLOW",
    "ECS:stoptask, task/lab/1, ALLOW",
    "ecs:StopTask, task/other/1, IMPLICIT_DENY",
    "ecs:RunTask, task/lab/1, IMPLICIT_DENY",
    "ecs:StopTask, task/lab/keep, EXPLICIT_DENY",
    "ecs:DescribeTasks, task/lab/keep, ALLOW"
  })
  void decidesByActionAndResource(String action, String resource, Decision decision) {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Statement": [
              {"Effect": "Allow", "Action": ["ecs:Stop*", "ecs:DescribeTask?"],
               "Resource": "arn:aws:ecs:eu-west-1:123456789012:task/lab/*"},
              {"Effect": "Deny", "Action": "ecs:StopTask", "Resource": "*/keep"}]}""");
    RequestContext context =
        new RequestContext(action, "arn:aws:ecs:eu-west-1:123456789012:" + resource, Map.of());
    assertThat(PolicyDocument.identity(List.of(policy), context)).isEqualTo(decision);
  }

  @Test
  void notActionAndNotResourceTurnTheirListsAround() {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Statement": {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "%s9"}}"""
                .formatted(TASKS));
    assertThat(decide(policy, "ecs:StopTask", TASKS + "1", Map.of())).isEqualTo(Decision.ALLOW);
    assertThat(decide(policy, "ecs:StopTask", TASKS + "9", Map.of()))
        .isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(decide(policy, "iam:GetRole", TASKS + "1", Map.of()))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"StringEquals\":{\"IAM:passedtoservice\":\"ecs-tasks.amazonaws.com\"}}; ALLOW",
        "{\"StringEquals\":{\"iam:PassedToService\":[\"x\",\"ecs-tasks.amazonaws.com\"]}}; ALLOW",
        "{\"StringNotEquals\":{\"iam:PassedToService\":\"ecs-tasks.amazonaws.com\"}}; IMPLICIT_DENY",
        "{\"StringLike\":{\"iam:PassedToService\":\"ecs-*\"}}; ALLOW",
        "{\"StringEquals\":{\"aws:Missing\":\"x\"}}; IMPLICIT_DENY",
        "{\"StringEqualsIfExists\":{\"aws:Missing\":\"x\"}}; ALLOW",
        "{\"Null\":{\"aws:Missing\":\"true\"}}; ALLOW",
        "{\"Null\":{\"iam:PassedToService\":\"true\"}}; IMPLICIT_DENY",
        "{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:ecs:eu-west-1:123456789012:*\"}}; ALLOW",
        "{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:ecs:*:task/1\"}}; IMPLICIT_DENY",
        "{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"a\",\"b\"]}}; ALLOW",
        "{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"a\"]}}; IMPLICIT_DENY",
        "{\"ForAnyValue:StringEquals\":{\"aws:TagKeys\":[\"a\"]}}; ALLOW",
        "{\"DateGreaterThan\":{\"aws:CurrentTime\":\"2020-01-01T00:00:00Z\"}}; IMPLICIT_DENY"
      })
  void conditions(String condition, Decision decision) {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": %s}]}"""
                .formatted(condition));
    Map<String, List<String>> keys =
        Map.of(
            "iam:PassedToService",
            List.of("ecs-tasks.amazonaws.com"),
            "aws:SourceArn",
            List.of("arn:aws:ecs:eu-west-1:123456789012:task/1"),
            "aws:TagKeys",
            List.of("a", "b"));
    assertThat(decide(policy, "iam:PassRole", "arn:x", keys)).isEqualTo(decision);
  }

  @Test
  void anUnknownResourceIsAllowedByActionButOnlyDeniedForAll() {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Statement": [
              {"Effect": "Allow", "Action": "ssm:*", "Resource": "arn:aws:ssm:::x"},
              {"Effect": "Deny", "Action": "ssm:Put*", "Resource": "arn:aws:ssm:::y"},
              {"Effect": "Deny", "Action": "ssm:Delete*", "Resource": "*"}]}""");
    assertThat(decide(policy, "ssm:GetParameter", "", Map.of())).isEqualTo(Decision.ALLOW);
    assertThat(decide(policy, "ssm:PutParameter", "", Map.of())).isEqualTo(Decision.ALLOW);
    assertThat(decide(policy, "ssm:DeleteParameter", "", Map.of()))
        .isEqualTo(Decision.EXPLICIT_DENY);
  }

  @Test
  void variablesStandForTheCaller() {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::1:user/${aws:username}"}}""");
    Map<String, List<String>> keys = Map.of("aws:username", List.of("eva"));
    assertThat(decide(policy, "iam:GetUser", "arn:aws:iam::1:user/eva", keys))
        .isEqualTo(Decision.ALLOW);
    assertThat(decide(policy, "iam:GetUser", "arn:aws:iam::1:user/adam", keys))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Test
  void trustNamesServicesRolesAndAccounts() {
    PolicyDocument trust =
        PolicyDocument.parse(
            """
            {"Statement": [
              {"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"Service": "ecs-tasks.amazonaws.com", "AWS": "123456789012"}},
              {"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"AWS": ["arn:aws:iam::123456789012:role/node"]},
               "Condition": {"StringEquals": {"sts:RoleSessionName": "virtual-kubelet"}}}]}""");
    Principal node =
        new Principal.Aws(
            "123456789012",
            "arn:aws:sts::123456789012:assumed-role/node/x",
            "arn:aws:iam::123456789012:role/node");
    RequestContext named = assume(Map.of("sts:RoleSessionName", List.of("virtual-kubelet")));
    RequestContext other = assume(Map.of("sts:RoleSessionName", List.of("other")));
    assertThat(trust.trust(new Principal.Service("ecs-tasks.amazonaws.com"), other))
        .isEqualTo(Decision.ALLOW);
    assertThat(trust.trust(new Principal.Service("ec2.amazonaws.com"), other))
        .isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(trust.trust(node, named)).isEqualTo(Decision.ALLOW);
    assertThat(trust.trust(node, other)).isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(trust.trustOfAccount(node, other)).isEqualTo(Decision.ALLOW);
  }

  private static RequestContext assume(Map<String, List<String>> keys) {
    return new RequestContext("sts:AssumeRole", "arn:aws:iam::123456789012:role/r", keys);
  }

  private static Decision decide(
      PolicyDocument policy, String action, String resource, Map<String, List<String>> keys) {
    return PolicyDocument.identity(List.of(policy), new RequestContext(action, resource, keys));
  }
}
