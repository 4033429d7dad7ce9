package dev.fnk.local.access;

import dev.fnk.local.aws.AwsProtocol;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.FormParameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells the permissions that a request needs, by the <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">Service
 * Authorization Reference</a>: exactly for the services whose resources are easy to name, by the
 * action alone for the others.
 */
final class RequiredPermissions {
  private static final JsonMapper JSON = new JsonMapper();

  /** IAM's prefix where it is not the signing name. */
  private static final Map<String, String> PREFIXES =
      Map.of("tagging", "tag", "monitoring", "cloudwatch", "email", "ses");

  /** Everybody may; for roles to assume the trust policy is asked, too, where it is known. */
  private static final Set<String> FREE =
      Set.of("sts:GetCallerIdentity", "sts:GetSessionToken", "sts:AssumeRole");

  private RequiredPermissions() {}

  /**
   * The permissions, none for what everybody may do.
   *
   * @param declared the permissions of services that declare their own, by signing name
   */
  static List<RequiredPermission> of(AwsRequest request, Map<String, Permissions> declared) {
    Optional<Permissions> own = Optional.ofNullable(declared.get(request.service()));
    if (own.isPresent()) {
      return own.get().of(request);
    }
    String action = action(request);
    if (FREE.contains(action)) {
      return List.of();
    }
    String operation = action.substring(action.indexOf(':') + 1);
    AwsScope scope = new AwsScope(request.region(), request.caller().accountId());
    return switch (request.service()) {
      case "logs" -> List.of(RequiredPermission.of(action, logResource(body(request), scope)));
      case "secretsmanager" -> secret(action, body(request), scope);
      case "ecr" -> List.of(RequiredPermission.of(action, ecrResource(body(request), scope)));
      case "ec2" ->
          List.of(
              RequiredPermission.of(
                  action, operation.startsWith("Describe") ? "*" : RequiredPermission.UNKNOWN));
      default -> List.of(RequiredPermission.of(action, RequiredPermission.UNKNOWN));
    };
  }

  /** Such as {@code ecs:RunTask}; operations of unknown REST APIs are left open. */
  private static String action(AwsRequest request) {
    String prefix = PREFIXES.getOrDefault(request.service(), request.service());
    String operation =
        switch (AwsProtocol.of(request.service(), request.headers(), request.query())) {
          case JSON -> request.targetOperation().orElse("");
          case QUERY, EC2 -> FormParameters.of(request).action();
          case REST_JSON, REST_XML -> "";
        };
    return prefix + ":" + operation;
  }

  private static JsonNode body(AwsRequest request) {
    try {
      return request.body().length == 0
          ? JSON.createObjectNode()
          : JSON.readTree(new String(request.body(), StandardCharsets.UTF_8));
    } catch (JacksonException _) {
      return JSON.createObjectNode(); // the service refuses it
    }
  }

  private static String logResource(JsonNode input, AwsScope scope) {
    String given =
        input.path("logGroupIdentifier").asString(input.path("resourceArn").asString(""));
    if (given.startsWith("arn:")) {
      return given;
    }
    return scope.arn(
        "logs",
        "log-group:"
            + input.path("logGroupName").asString(given)
            + ":log-stream:"
            + input.path("logStreamName").asString(""));
  }

  /** The ARN of a secret ends with six characters that its name does not tell. */
  private static List<RequiredPermission> secret(String action, JsonNode input, AwsScope scope) {
    String id = input.path("SecretId").asString(input.path("Name").asString(""));
    if (id.isEmpty()) {
      return List.of(RequiredPermission.of(action, "*"));
    }
    String arn =
        id.startsWith("arn:") ? id : scope.arn("secretsmanager", "secret:" + id + "-......");
    return input.path("Tags").isEmpty() || action.equals("secretsmanager:TagResource")
        ? List.of(RequiredPermission.of(action, arn))
        : List.of(
            RequiredPermission.of(action, arn),
            RequiredPermission.of("secretsmanager:TagResource", arn));
  }

  private static String ecrResource(JsonNode input, AwsScope scope) {
    String arn = input.path("resourceArn").asString("");
    String name = input.path("repositoryName").asString("");
    if (!arn.isEmpty()) {
      return arn;
    }
    return name.isEmpty() ? "*" : scope.arn("ecr", "repository/" + name);
  }
}
