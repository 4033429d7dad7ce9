package dev.fnk.local.eks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The ConfigMap {@code kube-system/aws-auth}. Role ARNs in it carry no path; ARNs are compared
 * without regard to case.
 *
 * @param mappings roles first, then users, as they stand there
 * @param accounts whose principals are all let in, each as a user named by its ARN
 */
record AwsAuth(List<Mapping> mappings, List<String> accounts) {
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  AwsAuth {
    mappings = List.copyOf(mappings);
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
    List<Mapping> mappings = new ArrayList<>();
    for (JsonNode role : items(data, "mapRoles")) {
      mappings.add(mapping(role, "rolearn"));
    }
    for (JsonNode user : items(data, "mapUsers")) {
      mappings.add(mapping(user, "userarn"));
    }
    List<String> accounts = items(data, "mapAccounts").stream().map(JsonNode::asString).toList();
    return new AwsAuth(mappings, accounts);
  }

  /** The first mapping that names the principal, its templates not yet filled in. */
  Optional<Mapping> find(PrincipalArn principal) {
    String wanted = principal.withoutPath().toLowerCase(Locale.ROOT);
    String wantedWithPath = principal.text().toLowerCase(Locale.ROOT);
    return mappings.stream()
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
