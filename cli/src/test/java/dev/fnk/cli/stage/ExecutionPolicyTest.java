package dev.fnk.cli.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.template.Json;
import dev.fnk.cli.template.Templates;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExecutionPolicyTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "partition", "aws",
          "region", "eu-west-1",
          "account", "111122223333",
          "lab", "eks-lab",
          "logGroup", "/fnk/eks-lab");

  @Test
  void podsPullFromTheRepositoriesThatAreSet() {
    var further = "arn:aws:ecr:us-east-1:444455556666:repository/team/app";
    var policy = JsonMapper.shared().readTree(ExecutionPolicy.of(VALUES, List.of(further)));

    assertThat(
            policy
                .at("/Statement")
                .valueStream()
                .filter(s -> strings(s.required("Action")).contains("ecr:BatchGetImage"))
                .flatMap(s -> strings(s.required("Resource")).stream()))
        .contains(further, "arn:aws:ecr:eu-west-1:111122223333:repository/eks-lab/*");
  }

  @Test
  void withoutFurtherOnesItIsTheTemplate() {
    assertThat(
            Json.same(
                ExecutionPolicy.of(VALUES, List.of()),
                Templates.render("policies/execution.json", VALUES)))
        .isTrue();
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
