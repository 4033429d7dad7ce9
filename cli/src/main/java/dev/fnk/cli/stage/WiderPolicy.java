package dev.fnk.cli.stage;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** A policy whose statements hold for further resources, one by one. */
final class WiderPolicy {
  private WiderPolicy() {}

  /**
   * @param document a policy, JSON
   * @param action whose statements are widened, such as {@code iam:PassRole}
   * @param resources ARNs
   * @return a policy document, JSON
   */
  static String of(String document, String action, List<String> resources) {
    var policy = JsonMapper.shared().readTree(document);
    for (var statement : policy.required("Statement")) {
      boolean meant =
          statement.required("Action").valueStream().anyMatch(a -> a.asString().equals(action));
      if (meant && statement.required("Resource") instanceof ArrayNode all) {
        resources.forEach(all::add);
      }
    }
    return JsonMapper.shared().writeValueAsString(policy);
  }
}
