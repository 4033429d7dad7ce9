package dev.fnk.cli.stage;

import dev.fnk.cli.template.Templates;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** What ECS may do to start the lab's tasks. */
final class ExecutionPolicy {
  private ExecutionPolicy() {}

  /**
   * @param repositories ARNs of further ECR repositories that images may come from
   * @return a policy document, JSON
   */
  static String of(Map<String, String> values, List<String> repositories) {
    var policy = JsonMapper.shared().readTree(Templates.render("policies/execution.json", values));
    for (var statement : policy.required("Statement")) {
      if (statement.path("Sid").asString("").equals("PullImages")
          && statement.required("Resource") instanceof ArrayNode resources) {
        repositories.forEach(resources::add);
      }
    }
    return JsonMapper.shared().writeValueAsString(policy);
  }
}
