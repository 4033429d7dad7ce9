package dev.fnk.local.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.Caller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequiredPermissionsTest {
  @Test
  void aServiceThatDeclaresItsPermissionsIsAsked() {
    RequiredPermission own = RequiredPermission.of("eks:DescribeCluster", "*");
    assertThat(
            permissions(Map.of("eks", request -> List.of(own)), "eks", "GET", "/x", Map.of(), ""))
        .containsExactly(own);
  }

  @Test
  void logsAndRegistryNameTheirResources() {
    assertThat(json("logs", "PutLogEvents", "{\"logGroupName\":\"/g\",\"logStreamName\":\"s\"}"))
        .extracting(RequiredPermission::resource)
        .containsExactly("arn:aws:logs:eu-west-1:123456789012:log-group:/g:log-stream:s");
    assertThat(json("ecr", "BatchGetImage", "{\"repositoryName\":\"lab/node\"}"))
        .containsExactly(
            RequiredPermission.of(
                "ecr:BatchGetImage", "arn:aws:ecr:eu-west-1:123456789012:repository/lab/node"));
    assertThat(json("ecr", "GetAuthorizationToken", "{}"))
        .containsExactly(RequiredPermission.of("ecr:GetAuthorizationToken", "*"));
  }

  /** A policy names secrets with six more characters than their names have. */
  @Test
  void secretsAreNamedByNameOrArnAndTagsAreAPermissionOfTheirOwn() {
    String arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:fnk/lab/pull-1-......";
    assertThat(json("secretsmanager", "PutSecretValue", "{\"SecretId\":\"fnk/lab/pull-1\"}"))
        .containsExactly(RequiredPermission.of("secretsmanager:PutSecretValue", arn));
    assertThat(
            json(
                "secretsmanager",
                "CreateSecret",
                "{\"Name\":\"fnk/lab/pull-1\",\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"}]}"))
        .containsExactly(
            RequiredPermission.of("secretsmanager:CreateSecret", arn),
            RequiredPermission.of("secretsmanager:TagResource", arn));
    assertThat(
            json(
                "secretsmanager",
                "TagResource",
                "{\"SecretId\":\"arn:aws:secretsmanager:x\",\"Tags\":[{\"Key\":\"a\"}]}"))
        .containsExactly(
            RequiredPermission.of("secretsmanager:TagResource", "arn:aws:secretsmanager:x"));
    assertThat(json("secretsmanager", "ListSecrets", "{}"))
        .containsExactly(RequiredPermission.of("secretsmanager:ListSecrets", "*"));
  }

  @Test
  void queryServicesNameTheirActionInTheForm() {
    assertThat(form("ec2", "Action=DescribeVpcs"))
        .containsExactly(RequiredPermission.of("ec2:DescribeVpcs", "*"));
    assertThat(form("iam", "Action=GetRole&RoleName=x"))
        .containsExactly(RequiredPermission.of("iam:GetRole", RequiredPermission.UNKNOWN));
    assertThat(form("sts", "Action=GetCallerIdentity")).isEmpty();
  }

  @Test
  void aResourceGivenByArnIsThatOne() {
    assertThat(json("logs", "TagResource", "{\"resourceArn\":\"arn:aws:logs:x\"}"))
        .containsExactly(RequiredPermission.of("logs:TagResource", "arn:aws:logs:x"));
    assertThat(json("logs", "ListTags", "{\"logGroupIdentifier\":\"arn:aws:logs:y\"}"))
        .containsExactly(RequiredPermission.of("logs:ListTags", "arn:aws:logs:y"));
    assertThat(json("ecr", "TagResource", "{\"resourceArn\":\"arn:aws:ecr:z\"}"))
        .containsExactly(RequiredPermission.of("ecr:TagResource", "arn:aws:ecr:z"));
  }

  @Test
  void aBodyThatIsNoJsonNamesNoResource() {
    assertThat(json("ecr", "DescribeRepositories", "{"))
        .containsExactly(RequiredPermission.of("ecr:DescribeRepositories", "*"));
    assertThat(json("ecr", "DescribeRepositories", ""))
        .containsExactly(RequiredPermission.of("ecr:DescribeRepositories", "*"));
  }

  @Test
  void aServiceThatIsNotKnownIsHeldToItsActionAlone() {
    assertThat(json("tagging", "GetResources", "{}"))
        .containsExactly(RequiredPermission.of("tag:GetResources", RequiredPermission.UNKNOWN));
    assertThat(form("ec2", "Action=RunInstances"))
        .containsExactly(RequiredPermission.of("ec2:RunInstances", RequiredPermission.UNKNOWN));
    assertThat(permissions("batch", "POST", "/v1/jobs", Map.of(), ""))
        .containsExactly(RequiredPermission.of("batch:", RequiredPermission.UNKNOWN));
  }

  @Test
  void aRoleIsNamedByNameOrArn() {
    AwsScope scope = new AwsScope("eu-west-1", "123456789012");
    assertThat(scope.role("r")).isEqualTo("arn:aws:iam::123456789012:role/r");
    assertThat(scope.role("arn:aws:iam::1:role/r")).isEqualTo("arn:aws:iam::1:role/r");
  }

  private static List<RequiredPermission> json(String service, String operation, String body) {
    return permissions(
        service,
        "POST",
        "/",
        Map.of("x-amz-target", "T." + operation, "content-type", "application/x-amz-json-1.1"),
        body);
  }

  private static List<RequiredPermission> form(String service, String body) {
    return permissions(
        service,
        "POST",
        "/",
        Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        body);
  }

  private static List<RequiredPermission> permissions(
      String service, String method, String path, Map<String, String> headers, String body) {
    return permissions(Map.of(), service, method, path, headers, body);
  }

  private static List<RequiredPermission> permissions(
      Map<String, Permissions> declared,
      String service,
      String method,
      String path,
      Map<String, String> headers,
      String body) {
    Caller caller =
        new Caller("123456789012", "arn:aws:sts::123456789012:assumed-role/r/s", "AROATEST:s");
    return RequiredPermissions.of(
        new AwsRequest(
            service,
            "eu-west-1",
            caller,
            method,
            path,
            "",
            headers,
            body.getBytes(StandardCharsets.UTF_8)),
        declared);
  }
}
