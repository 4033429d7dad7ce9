package dev.fnk.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.contract.PullSecretNames;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class TemplatesTest {
  /** Actions that AWS cannot hold to a resource, or that only read. */
  private static final java.util.Set<String> ANY_RESOURCE =
      java.util.Set.of(
          "ecr:GetAuthorizationToken",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
          "ecs:ListTasks",
          "ecs:RegisterTaskDefinition",
          "ecs:DescribeTaskDefinition",
          "ecs:ListTaskDefinitions",
          "secretsmanager:ListSecrets",
          // IAM knows no resource for either.
          "servicequotas:GetServiceQuota",
          "servicequotas:GetAWSDefaultServiceQuota");

  private static final Map<String, String> VALUES =
      Map.of(
          "partition", "aws",
          "region", "eu-west-1",
          "account", "111122223333",
          "lab", "eks-lab",
          "logGroup", "/fnk/eks-lab",
          "executionRoleName", "eks-lab-eu-west-1-execution",
          "podRoleName", "eks-lab-eu-west-1-pod",
          "kubeletRoleName", "eks-lab-eu-west-1-kubelet",
          "nodeRoleName", "eks-lab-eu-west-1-node",
          "nodeName", "virtual-kubelet");

  @Test
  void escapesWhatItFillsIn() {
    var text = Templates.fill("t", "{\"a\": \"${v}\"}", Map.of("v", "say \"no\"\n\\ $1"));

    assertThat(JsonMapper.shared().readTree(text).at("/a").asString())
        .isEqualTo("say \"no\"\n\\ $1");
  }

  @Test
  void aMissingVariableIsNamed() {
    assertThatThrownBy(() -> Templates.fill("policies/x.json", "${gone}", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("policies/x.json")
        .hasMessageContaining("${gone}");
    assertThatThrownBy(() -> Templates.render("policies/none.json", Map.of()))
        .hasMessageContaining("policies/none.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster-trust",
        "tasks-trust",
        "execution",
        "pod",
        "kubelet",
        "node",
        "node-trust"
      })
  void policiesAllowNamedActionsOnNamedResources(String name) {
    var policy =
        JsonMapper.shared().readTree(Templates.render("policies/" + name + ".json", VALUES));

    assertThat(policy.at("/Statement")).isNotEmpty();
    for (var statement : policy.at("/Statement")) {
      assertThat(statement.at("/Effect").asString()).isEqualTo("Allow");
      for (var action : statement.required("Action")) {
        assertThat(action.asString()).doesNotContain("*");
        for (var resource : statement.path("Resource")) {
          if (resource.asString().equals("*")) {
            assertThat(ANY_RESOURCE).contains(action.asString());
          }
        }
      }
    }
  }

  @Test
  void theNodePassesTwoRolesToTasksOnly() {
    var statement = statement("PassTheTasksRoles");

    assertThat(strings(statement.required("Resource")))
        .containsExactly(
            "arn:aws:iam::111122223333:role/eks-lab-eu-west-1-execution",
            "arn:aws:iam::111122223333:role/eks-lab-eu-west-1-pod");
    assertThat(statement.at("/Condition/StringEquals/iam:PassedToService").asString())
        .isEqualTo("ecs-tasks.amazonaws.com");
  }

  @Test
  void theNodeRunsOnlyItsOwnTemplatesInItsOwnCluster() {
    var statement = statement("RunPods");

    assertThat(strings(statement.required("Resource")))
        .containsExactly("arn:aws:ecs:eu-west-1:111122223333:task-definition/fnk-eks-lab-*");
    assertThat(statement.at("/Condition/ArnEquals/ecs:cluster").asString())
        .isEqualTo("arn:aws:ecs:eu-west-1:111122223333:cluster/eks-lab");
  }

  @Test
  void rolesOfTasksAreForThisAccountsTasksOnly() {
    var trust = JsonMapper.shared().readTree(Templates.render("policies/tasks-trust.json", VALUES));

    assertThat(trust.at("/Statement/0/Condition/StringEquals/aws:SourceAccount").asString())
        .isEqualTo("111122223333");
  }

  @Test
  void theNodeRoleIsForTheNodesTaskUnderTheNodesNameOnly() {
    var trust =
        JsonMapper.shared()
            .readTree(Templates.render("policies/node-trust.json", VALUES))
            .at("/Statement");

    assertThat(trust).hasSize(1);
    assertThat(trust.at("/0/Principal").toString())
        .isEqualTo("{\"AWS\":\"arn:aws:iam::111122223333:role/eks-lab-eu-west-1-kubelet\"}");
    assertThat(trust.at("/0/Condition/StringEquals/sts:RoleSessionName").asString())
        .isEqualTo("virtual-kubelet");
    assertThat(
            JsonMapper.shared()
                .readTree(Templates.render("policies/node.json", VALUES))
                .at("/Statement/0/Resource")
                .toString())
        .isEqualTo("[\"arn:aws:iam::111122223333:role/eks-lab-eu-west-1-node\"]");
  }

  @Test
  void aPolicyIsTheSameWhateverItsBlanks() {
    assertThat(Json.same("{\"a\": [1, 2], \"b\": 1}", "{\"b\":1,\"a\":[1,2]}")).isTrue();
    assertThat(Json.same("{\"a\": [1, 2]}", "{\"a\":[2,1]}")).isFalse();
  }

  @Test
  void theNodesTaskDefinitionIsWhole() {
    var values = new HashMap<>(VALUES);
    for (var name :
        new TreeSet<>(
            java.util.List.of(
                "cpu",
                "memory",
                "image",
                "agentImage",
                "otherAgentImage",
                "architecture",
                "taskRole",
                "executionRole",
                "podRole",
                "podRoles",
                "tagLabels",
                "nodeRole",
                "subnets",
                "securityGroups",
                "tags",
                "capacityCpu",
                "capacityMemory",
                "tracingEndpoint",
                "tracingSampling",
                "tainted"))) {
      values.put(name, name);
    }
    values.put("memory", "1024");
    var text = Templates.render("task-definitions/virtual-kubelet.json", Map.copyOf(values));

    var container = JsonMapper.shared().readTree(text).required("container");
    assertThat(container.at("/environment/FNK_LOG_GROUP").asString()).isEqualTo("/fnk/eks-lab");
    assertThat(container.at("/environment/FNK_AGENT_IMAGE").asString()).isEqualTo("agentImage");
    assertThat(container.at("/environment/FNK_OTHER_AGENT_IMAGE").asString())
        .isEqualTo("otherAgentImage");
    assertThat(container.at("/environment/FNK_TASK_ROLE_ARN").asString()).isEqualTo("taskRole");
    assertThat(container.at("/environment/FNK_POD_ROLE_ARN").asString()).isEqualTo("podRole");
    assertThat(container.at("/environment/FNK_POD_ROLE_ARNS").asString()).isEqualTo("podRoles");
    assertThat(container.at("/environment/FNK_TAG_LABELS").asString()).isEqualTo("tagLabels");
    assertThat(container.at("/environment/FNK_CPU").asString()).isEqualTo("capacityCpu");
    assertThat(container.at("/environment/FNK_MEMORY_MIB").asString()).isEqualTo("capacityMemory");
    assertThat(container.at("/environment/FNK_TRACING_ENDPOINT").asString())
        .isEqualTo("tracingEndpoint");
    assertThat(container.at("/environment/FNK_TRACING_SAMPLING_PER_MILLION").asString())
        .isEqualTo("tracingSampling");
    assertThat(container.at("/memory").asInt()).isEqualTo(1024);
    assertThat(container.at("/log/mode").asString()).isEqualTo("non-blocking");
  }

  /** The node writes them and ECS reads them; neither has anything to do with other secrets. */
  @Test
  void pullSecretsAreWrittenByTheNodeAndReadByEcs() {
    var prefix =
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:" + PullSecretNames.prefix("eks-lab");

    var write = statement("KeepPullSecrets");
    assertThat(strings(write.at("/Resource"))).containsExactly(prefix + "*");
    assertThat(strings(write.at("/Action")))
        .containsExactlyInAnyOrder(
            "secretsmanager:CreateSecret",
            "secretsmanager:TagResource",
            "secretsmanager:DescribeSecret",
            "secretsmanager:PutSecretValue",
            "secretsmanager:RestoreSecret",
            "secretsmanager:DeleteSecret");
    assertThat(strings(statement("FindPullSecrets").at("/Action")))
        .containsExactly("secretsmanager:ListSecrets");
    var read = statement("policies/execution.json", "ReadPullSecrets");
    assertThat(strings(read.at("/Resource"))).containsExactly(prefix + "*");
    assertThat(strings(read.at("/Action"))).containsExactly("secretsmanager:GetSecretValue");
  }

  private static JsonNode statement(String sid) {
    return statement("policies/kubelet.json", sid);
  }

  private static JsonNode statement(String template, String sid) {
    var policy = JsonMapper.shared().readTree(Templates.render(template, VALUES));
    return policy
        .at("/Statement")
        .valueStream()
        .filter(s -> s.at("/Sid").asString().equals(sid))
        .findFirst()
        .orElseThrow();
  }

  private static java.util.List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
