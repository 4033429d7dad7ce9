package dev.fnk.local.ecs.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Fields;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TaskDefinitionValidatorTest {
  @Test
  void takesAPlainDefinition() {
    assertThatNoException()
        .isThrownBy(
            () ->
                new TaskDefinitionValidator(
                        EcsRequests.definition(
                            "{'name':'a','image':'i'},{'name':'b','image':'i','essential':false,"
                                + "'dependsOn':[{'containerName':'a','condition':'START'}]}"))
                    .check());
  }

  @Test
  void refusesWhatFargateRefuses() {
    assertThat(refusal("")).isEqualTo("Container list cannot be empty.");
    assertThat(refusal("{'name':'a','image':''}"))
        .isEqualTo("Container.image should not be null or empty.");
    assertThat(refusal("{'name':'a','image':'i','essential':false}"))
        .contains("At least one container must be essential");
    assertThat(
            refusal(
                "{'name':'a','image':'i','logConfiguration':{'logDriver':'awslogs','options':{}}}"))
        .contains("execution role ARN to support log driver awslogs");
    assertThat(refusal("{'name':'a','image':'1.dkr.ecr.eu-west-1.amazonaws.com/i'}"))
        .contains("execution role ARN to support ECR images");
    assertThat(
            refusal(
                "{'name':'a','image':'i','repositoryCredentials':{'credentialsParameter':'s'}}"))
        .contains("execution role ARN to support private registry authentication");
    assertThat(refusal("{'name':'a','image':'i','stopTimeout':121}")).contains("stopTimeout");
    assertThat(refusal("{'name':'a','image':'i','privileged':true}")).contains("privileged");
    assertThat(
            refusal(
                "{'name':'a','image':'i','mountPoints':[{'sourceVolume':'v','containerPath':'/'}]}"))
        .isEqualTo("Unknown volume 'v'.");
  }

  @Test
  void refusesCircles() {
    assertThat(
            refusal(
                """
                {'name':'a','image':'i','dependsOn':[{'containerName':'b','condition':'START'}]},
                {'name':'b','image':'i','dependsOn':[{'containerName':'a','condition':'START'}]}"""))
        .isEqualTo("Container dependencies are circular.");
  }

  @Test
  void refusesOtherSizes() {
    ObjectNode request = EcsRequests.definition("{'name':'a','image':'i'}").object();
    request.put("memory", "513");
    assertThat(refusal(new Fields(request)))
        .startsWith("No Fargate configuration exists for given values: 256 CPU, 513 memory.");
    request.remove("memory");
    assertThat(refusal(new Fields(request)))
        .isEqualTo("Fargate requires that 'memory' be defined at the task level.");
  }

  private static String refusal(String containers) {
    return refusal(EcsRequests.definition(containers));
  }

  private static String refusal(Fields request) {
    AwsError error =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            AwsError.class, () -> new TaskDefinitionValidator(request).check());
    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo("ClientException");
    return error.message();
  }

  @Test
  void wrongTypesAreNoJsonOfTheModel() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(
            () ->
                new TaskDefinitionValidator(
                        EcsRequests.definition("{'name':'a','image':'i','stopTimeout':'x'}"))
                    .check())
        .returns("SerializationException", AwsError::code);
  }
}
