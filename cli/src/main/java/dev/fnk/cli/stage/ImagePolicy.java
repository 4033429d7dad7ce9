package dev.fnk.cli.stage;

import dev.fnk.cli.template.Templates;
import java.util.List;
import java.util.Map;

/** A policy that lets its role read the images of the lab's pods, among other things. */
final class ImagePolicy {
  private ImagePolicy() {}

  /**
   * @param template such as {@code policies/execution.json}
   * @param repositories ARNs of further ECR repositories that images may come from
   * @return a policy document, JSON
   */
  static String of(String template, Map<String, String> values, List<String> repositories) {
    return WiderPolicy.of(Templates.render(template, values), "ecr:BatchGetImage", repositories);
  }
}
