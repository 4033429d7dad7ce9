package dev.fnk.cli.stage;

import dev.fnk.cli.template.Templates;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** A policy that lets its role read the images of the lab's pods, among other things. */
final class ImagePolicy {
  private ImagePolicy() {}

  /**
   * @param template such as {@code policies/execution.json}
   * @param repositories ARNs of further ECR repositories that images may come from
   * @return a policy document, JSON
   */
  static String of(String template, Map<String, String> values, List<String> repositories) {
    var policy = JsonMapper.shared().readTree(Templates.render(template, values));
    for (var statement : policy.required("Statement")) {
      var reads =
          statement
              .required("Action")
              .valueStream()
              .anyMatch(a -> a.asString().equals("ecr:BatchGetImage"));
      if (reads && statement.required("Resource") instanceof ArrayNode resources) {
        repositories.forEach(resources::add);
      }
    }
    return JsonMapper.shared().writeValueAsString(policy);
  }
}
