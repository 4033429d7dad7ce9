package dev.fnk.local.eks.authentication;

import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The ConfigMap {@code kube-system/aws-auth}. Role ARNs in it carry no path; ARNs are compared
 * without regard to case.
 *
 * @param roles as they stand there
 * @param users as they stand there
 * @param accounts whose principals are all let in, each as a user named by its ARN
 */
record AwsAuth(List<Mapping> roles, List<Mapping> users, List<String> accounts) {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  AwsAuth {
    roles = List.copyOf(roles);
    users = List.copyOf(users);
    accounts = List.copyOf(accounts);
  }

  /** One entry of mapRoles or mapUsers. */
  record Mapping(String arn, String username, List<String> groups) {
    Mapping {
      groups = List.copyOf(groups);
    }
  }

  /** Why the ConfigMap cannot be used; EKS then maps nobody by it. */
  static final class Malformed extends Exception {
    Malformed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Reads the data of the ConfigMap. */
  static AwsAuth parse(Map<String, String> data) throws Malformed {
    List<String> accounts = items(data, "mapAccounts").stream().map(JsonNode::asString).toList();
    return new AwsAuth(
        items(data, "mapRoles").stream().map(role -> mapping(role, "rolearn")).toList(),
        items(data, "mapUsers").stream().map(user -> mapping(user, "userarn")).toList(),
        accounts);
  }

  /**
   * The mapping of the principal, its templates not yet filled in. Roles go before users; of two
   * entries of one ARN the last counts, as aws-iam-authenticator keeps them by ARN.
   */
  Optional<Mapping> find(PrincipalArn principal) {
    String wanted = principal.withoutPath().toLowerCase(Locale.ROOT);
    String wantedWithPath = principal.text().toLowerCase(Locale.ROOT);
    return Stream.concat(roles.reversed().stream(), users.reversed().stream())
        .filter(
            mapping -> {
              String arn = mapping.arn().toLowerCase(Locale.ROOT);
              return arn.equals(wanted) || arn.equals(wantedWithPath);
            })
        .findFirst()
        .or(
            () ->
                accounts.contains(principal.account())
                    ? Optional.of(new Mapping(principal.text(), principal.text(), List.of()))
                    : Optional.empty());
  }

  private static List<JsonNode> items(Map<String, String> data, String key) throws Malformed {
    String text = data.getOrDefault(key, "");
    try {
      return List.copyOf(YAML.readTree(text).values());
    } catch (JacksonException e) {
      throw new Malformed("aws-auth: " + key + " is not YAML: " + e.getOriginalMessage(), e);
    }
  }

  private static Mapping mapping(JsonNode node, String arnField) {
    return new Mapping(
        Json.text(node, arnField).orElse(""),
        Json.text(node, "username").orElse(""),
        Json.texts(node, "groups"));
  }
}
