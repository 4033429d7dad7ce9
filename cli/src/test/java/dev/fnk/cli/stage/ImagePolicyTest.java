package dev.fnk.cli.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.template.Json;
import dev.fnk.cli.template.Templates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ImagePolicyTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "partition", "aws",
          "region", "eu-west-1",
          "account", "111122223333",
          "lab", "eks-lab",
          "logGroup", "/fnk/eks-lab",
          "executionRoleName", "eks-lab-eu-west-1-execution",
          "podRoleName", "eks-lab-eu-west-1-pod");

  /** ECS pulls what the node has looked up. */
  @ParameterizedTest
  @ValueSource(strings = {"policies/execution.json", "policies/kubelet.json"})
  void podsPullFromTheRepositoriesThatAreSetAndTheNodeReadsThose(String template) {
    var further = "arn:aws:ecr:us-east-1:444455556666:repository/team/app";
    var policy = JsonMapper.shared().readTree(ImagePolicy.of(template, VALUES, List.of(further)));

    assertThat(
            policy
                .at("/Statement")
                .valueStream()
                .filter(s -> strings(s.required("Action")).contains("ecr:BatchGetImage"))
                .flatMap(s -> strings(s.required("Resource")).stream()))
        .containsExactly(
            "arn:aws:ecr:eu-west-1:111122223333:repository/eks-lab/*",
            "arn:aws:ecr:eu-west-1:*:repository/eks/*",
            "arn:aws:ecr:eu-west-1:*:repository/amazon-k8s-cni*",
            "arn:aws:ecr:eu-west-1:*:repository/amazon/*",
            further);
  }

  @Test
  void withoutFurtherOnesItIsTheTemplate() {
    assertThat(
            Json.same(
                ImagePolicy.of("policies/execution.json", VALUES, List.of()),
                Templates.render("policies/execution.json", VALUES)))
        .isTrue();
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
