package dev.fnk.cli.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class NodePoliciesTest {
  private static final String ROLE = "arn:aws:iam::111122223333:role/";
  private static final Account ACCOUNT =
      new Account("111122223333", "aws", "eu-west-1", "arn:aws:iam::111122223333:user/ann");

  private static Map<String, String> policies(String podRoles, String mode) {
    return NodePolicies.of(
        Settings.load(
                Optional.empty(),
                Map.of("FNK_CONTAINERS_POD_ROLES", podRoles, "FNK_REGISTRATION_MODE", mode),
                Map.of())
            .toLabConfig(),
        ACCOUNT);
  }

  private static List<JsonNode> passing(String podRoles) {
    return JsonMapper.shared()
        .readTree(policies(podRoles, "aws-auth").get("kubelet"))
        .required("Statement")
        .valueStream()
        .filter(s -> s.required("Action").valueStream().anyMatch(a -> passes(a.asString())))
        .toList();
  }

  private static boolean passes(String action) {
    return action.equals("iam:PassRole") || action.equals("iam:*") || action.equals("*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ROLE + "orders", ROLE + "orders," + ROLE + "path/bills"})
  void theNodePassesTheRolesOfTheSettingToTasksAndNoOthers(String podRoles) {
    var expected = new ArrayList<String>();
    expected.add(ROLE + "eks-lab-eu-west-1-execution");
    expected.add(ROLE + "eks-lab-eu-west-1-pod");
    if (!podRoles.isEmpty()) {
      expected.addAll(List.of(podRoles.split(",")));
    }

    assertThat(passing(podRoles))
        .singleElement()
        .satisfies(
            statement -> {
              assertThat(statement.required("Resource").valueStream().map(JsonNode::asString))
                  .containsExactlyElementsOf(expected);
              assertThat(statement.at("/Condition/StringEquals/iam:PassedToService").asString())
                  .isEqualTo("ecs-tasks.amazonaws.com");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubelet", "node", "execution"})
  void theLabsOwnRolesAreNotForPods(String role) {
    String own = ROLE + "eks-lab-eu-west-1-" + role;

    assertThatThrownBy(() -> policies(own, "aws-auth"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("containers.podRoles: " + own + " is the lab's own and not for pods");
  }

  @Test
  void byAccessEntryItMayBecomeTheNodeToo() {
    assertThat(policies("", "aws-auth")).containsOnlyKeys("kubelet");
    assertThat(policies("", "access-entry")).containsOnlyKeys("kubelet", "node");
  }
}
