package dev.fnk.local.ecs.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As DescribeTaskDefinition answers. */
class RequiredAttributesTest {
  private static List<String> of(String containers, String more) {
    Fields document = EcsRequests.json("{'containerDefinitions':[" + containers + "]" + more + "}");
    return RequiredAttributes.of(document)
        .valueStream()
        .map(attribute -> attribute.get("name").stringValue())
        .toList();
  }

  @Test
  void aPlainTaskOnFargate() {
    assertThat(of("{'name':'a','image':'busybox'}", ""))
        .containsExactly(
            "com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni");
  }

  @Test
  void aTaskWithRolesLogsAndAnImageOfEcr() {
    assertThat(
            of(
                "{'name':'a','image':'123456789012.dkr.ecr.eu-west-1.amazonaws.com/x@sha256:0',"
                    + "'logConfiguration':{'logDriver':'awslogs'}}",
                ",'taskRoleArn':'arn:aws:iam::1:role/t','executionRoleArn':'arn:aws:iam::1:role/e'"))
        .containsExactlyInAnyOrder(
            "com.amazonaws.ecs.capability.logging-driver.awslogs",
            "ecs.capability.execution-role-awslogs",
            "com.amazonaws.ecs.capability.ecr-auth",
            "com.amazonaws.ecs.capability.docker-remote-api.1.19",
            "com.amazonaws.ecs.capability.task-iam-role",
            "ecs.capability.execution-role-ecr-pull",
            "com.amazonaws.ecs.capability.docker-remote-api.1.18",
            "ecs.capability.task-eni");
  }

  @Test
  void aTaskThatPullsWithALogin() {
    assertThat(
            of(
                "{'name':'a','image':'r.example/a','repositoryCredentials':"
                    + "{'credentialsParameter':'s'}}",
                ""))
        .contains("ecs.capability.private-registry-authentication.secretsmanager");
  }

  @Test
  void aDefinitionShowsThem() {
    TaskDefinition definition = EcsRequests.registered("{'name':'a','image':'i'}");

    assertThat(definition.json().get("requiresAttributes")).isNotEmpty();
  }
}
