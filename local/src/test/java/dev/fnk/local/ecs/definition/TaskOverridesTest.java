package dev.fnk.local.ecs.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.EcsRequests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskOverridesTest {
  private static final List<ContainerDefinition> DEFINED =
      EcsRequests.registered(
              """
              {'name':'a','image':'i','command':['x'],'cpu':10,
               'environment':[{'name':'A','value':'1'},{'name':'B','value':'2'}]},
              {'name':'b','image':'i'}""")
          .containers();

  @Test
  void environmentIsMergedAndCommandReplaced() {
    ContainerDefinition merged =
        overrides(
                """
                {'containerOverrides':[{'name':'a','command':['y','z'],'memory':64,
                 'environment':[{'name':'B','value':'3'},{'name':'C','value':'4'}]}]}""")
            .applyTo(DEFINED)
            .getFirst();
    assertThat(merged.invocation().environment()).isEqualTo(Map.of("A", "1", "B", "3", "C", "4"));
    assertThat(merged.invocation().command()).containsExactly("y", "z");
    assertThat(merged.resources().memory()).contains(64);
    assertThat(merged.resources().cpu()).isEqualTo(10);
  }

  @Test
  void everyContainerIsDescribed() {
    String json =
        overrides("{'containerOverrides':[{'name':'b','command':['y']}]}").json(DEFINED).toString();
    assertThat(json)
        .contains("\"containerOverrides\":[{\"name\":\"a\"},{\"name\":\"b\",\"command\":[\"y\"]}]");
  }

  @Test
  void unknownContainersAreRefused() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> overrides("{'containerOverrides':[{'name':'z'}]}").applyTo(DEFINED))
        .withMessage("Override for container named z is not a container in the TaskDefinition.")
        .returns("InvalidParameterException", AwsError::code);
  }

  @Test
  void lengthIsLimited() {
    String fits = "{'containerOverrides':[{'name':'a','command':['%s']}]}";
    assertThat(overrides(fits.formatted("x".repeat(8000))).containers()).hasSize(1);
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> overrides(fits.formatted("x".repeat(8192))))
        .withMessage("Container Overrides length must be at most 8192");
  }

  private static TaskOverrides overrides(String json) {
    return TaskOverrides.of(EcsRequests.json(json));
  }
}
