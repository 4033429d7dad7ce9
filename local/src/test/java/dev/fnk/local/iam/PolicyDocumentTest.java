package dev.fnk.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
        "{\"NumericEquals\":{\"n:X\":\"5.0\"}}; ALLOW",
        "{\"NumericEquals\":{\"n:X\":\"6\"}}; IMPLICIT_DENY",
        "{\"NumericNotEquals\":{\"n:X\":\"6\"}}; ALLOW",
        "{\"NumericLessThan\":{\"n:X\":\"6\"}}; ALLOW",
        "{\"NumericLessThan\":{\"n:X\":\"5\"}}; IMPLICIT_DENY",
        "{\"NumericLessThanEquals\":{\"n:X\":\"5\"}}; ALLOW",
        "{\"NumericLessThanEquals\":{\"n:X\":\"4\"}}; IMPLICIT_DENY",
        "{\"NumericGreaterThan\":{\"n:X\":\"4\"}}; ALLOW",
        "{\"NumericGreaterThan\":{\"n:X\":\"5\"}}; IMPLICIT_DENY",
        "{\"NumericGreaterThanEquals\":{\"n:X\":\"5\"}}; ALLOW",
        "{\"NumericGreaterThanEquals\":{\"n:X\":\"6\"}}; IMPLICIT_DENY",
        "{\"Null\":{\"iam:PassedToService\":\"false\"}}; ALLOW",
        "{\"StringEqualsIgnoreCase\":{\"iam:PassedToService\":\"ECS-tasks.amazonaws.com\"}}; ALLOW",
        "{\"StringEquals\":{\"iam:PassedToService\":\"ECS-tasks.amazonaws.com\"}};"
            + " IMPLICIT_DENY",
        "{\"StringNotLike\":{\"aws:TagKeys\":[\"a\",\"b\"]}}; IMPLICIT_DENY",
        "{\"StringNotEquals\":{\"aws:TagKeys\":[\"a\"]}}; IMPLICIT_DENY",
        "{\"StringNotEquals\":{\"aws:TagKeys\":[\"c\"]}}; ALLOW",
        "{\"StringNotEquals\":{\"aws:Missing\":\"x\"}}; ALLOW",
        "{\"ForAllValues:StringNotEquals\":{\"aws:TagKeys\":[\"c\"]}}; ALLOW",
        "{\"ForAllValues:StringNotEquals\":{\"aws:TagKeys\":[\"a\"]}}; IMPLICIT_DENY",
        "{\"ForAllValues:StringEquals\":{\"aws:Missing\":[\"a\"]}}; ALLOW",
        "{\"ForAnyValue:StringEquals\":{\"aws:TagKeys\":[\"c\"]}}; IMPLICIT_DENY",
        "{\"Bool\":{\"aws:SecureTransport\":\"TRUE\"}}; ALLOW",
        "{\"Bool\":{\"aws:SecureTransport\":\"false\"}}; IMPLICIT_DENY",
        "{\"ArnEquals\":{\"aws:SourceArn\":\"*\"}}; ALLOW",
        "{\"ArnLike\":{\"iam:PassedToService\":\"*\"}}; ALLOW",
        "{\"ArnLike\":{\"iam:PassedToService\":\"ecs-tasks.amazonaws.com\"}}; IMPLICIT_DENY",
        "{\"StringEquals\":{\"aws:TagKeys\":\"a\"},\"Bool\":{\"aws:SecureTransport\":\"false\"}};"
            + " IMPLICIT_DENY",
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
            List.of("a", "b"),
            "n:X",
            List.of("5"),
            "aws:SecureTransport",
            List.of("true"));
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

  @Test
  void trustIsHeldToActionEffectAndName() {
    PolicyDocument trust =
        PolicyDocument.parse(
            """
            {"Statement": [
              {"Effect": "Allow", "Action": "sts:TagSession", "Principal": "*"},
              {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Federated": "arn:oidc"}},
              {"Effect": "Allow", "Action": "sts:AssumeRole",
               "Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
              {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"AWS": "210987654321"}}]}""");
    Principal own = new Principal.Aws("123456789012", "arn:session", "arn:role");
    Principal foreign = new Principal.Aws("210987654321", "arn:session", "arn:role");
    Principal third = new Principal.Aws("111111111111", "arn:session", "arn:role");
    RequestContext assume = assume(Map.of());
    assertThat(trust.trust(own, assume)).isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(trust.trust(own, new RequestContext("sts:TagSession", "", Map.of())))
        .isEqualTo(Decision.ALLOW);
    assertThat(trust.trust(new Principal.Federated("arn:oidc"), assume)).isEqualTo(Decision.ALLOW);
    assertThat(trust.trust(new Principal.Federated("arn:saml"), assume))
        .isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(trust.trustOfAccount(own, assume)).isEqualTo(Decision.ALLOW);
    assertThat(trust.trustOfAccount(foreign, assume)).isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(trust.trustOfAccount(third, assume)).isEqualTo(Decision.IMPLICIT_DENY);
    assertThat(trust.trustOfAccount(new Principal.Federated("arn:oidc"), assume))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Test
  void aSessionCanBeNamedByItsOwnArn() {
    PolicyDocument trust =
        PolicyDocument.parse(
            """
            {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole",
              "Principal": {"AWS": "arn:session"}}}""");
    assertThat(trust.trust(new Principal.Aws("1", "arn:session", "arn:role"), assume(Map.of())))
        .isEqualTo(Decision.ALLOW);
    assertThat(trust.trust(new Principal.Aws("1", "arn:other", "arn:role"), assume(Map.of())))
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @Test
  void keysAreOneKeyWhateverTheirCase() {
    RequestContext context =
        new RequestContext(
            "a:b",
            "",
            Map.of("aws:PrincipalTag/Team", List.of("x", "y"), "AWS:UserId", List.of("u")));
    assertThat(context.values("AWS:principaltag/team")).containsExactly("x", "y");
    assertThat(context.values("aws:userid")).containsExactly("u");
    assertThat(context.values("aws:missing")).isEmpty();
  }

  @Test
  void whatIsNoJsonIsNoPolicy() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> PolicyDocument.parse("{"));
    assertThat(PolicyDocument.parse("{}").statements()).isEmpty();
  }

  @Test
  void aDenialOfOnePolicyWinsOverAnothersAllowance() {
    PolicyDocument allow =
        PolicyDocument.parse(
            "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}");
    PolicyDocument deny =
        PolicyDocument.parse(
            "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}");
    RequestContext context = new RequestContext("ecs:RunTask", "arn:x", Map.of());
    assertThat(PolicyDocument.identity(List.of(allow, deny), context))
        .isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(PolicyDocument.identity(List.of(deny, allow), context))
        .isEqualTo(Decision.EXPLICIT_DENY);
    assertThat(PolicyDocument.identity(List.of(), context)).isEqualTo(Decision.IMPLICIT_DENY);
  }

  private static RequestContext assume(Map<String, List<String>> keys) {
    return new RequestContext("sts:AssumeRole", "arn:aws:iam::123456789012:role/r", keys);
  }

  private static Decision decide(
      PolicyDocument policy, String action, String resource, Map<String, List<String>> keys) {
    return PolicyDocument.identity(List.of(policy), new RequestContext(action, resource, keys));
  }
}
