package dev.fnk.local.ecs.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RequestRulesTest {
  @Test
  void startedByHasAnAlphabet() {
    assertThatNoException().isThrownBy(() -> TaskApi.requireStartedBy("node/a-b_C1"));
    assertThatNoException().isThrownBy(() -> TaskApi.requireStartedBy("x".repeat(128)));
    for (String bad : List.of("a b", "a:b", "ä", "x".repeat(129))) {
      assertThatExceptionOfType(AwsError.class)
          .isThrownBy(() -> TaskApi.requireStartedBy(bad))
          .returns("InvalidParameterException", AwsError::code);
    }
  }

  @Test
  void startedByIsTheOnlyFilter() {
    assertThat(TaskApi.TaskFilter.of(EcsRequests.json("{'startedBy':'a','cluster':'c'}")).stopped())
        .isFalse();
    for (String other : List.of("'family':'f'", "'serviceName':'s'", "'desiredStatus':'STOPPED'")) {
      assertThatExceptionOfType(AwsError.class)
          .isThrownBy(
              () -> TaskApi.TaskFilter.of(EcsRequests.json("{'startedBy':'a'," + other + "}")))
          .withMessageContaining("must be the only filter");
    }
  }

  @Test
  void aServiceIsRebalancedUnlessItSaysNoOrCannotBe() {
    ObjectNode able = EcsRequests.json("{'maximumPercent':200}").object();
    ObjectNode unable = EcsRequests.json("{'maximumPercent':100}").object();
    Fields silent = EcsRequests.json("{}");

    assertThat(ServiceSettings.zoneRebalancing(silent, able, Optional.empty()))
        .isEqualTo("ENABLED");
    assertThat(ServiceSettings.zoneRebalancing(silent, unable, Optional.empty()))
        .isEqualTo("DISABLED");
    assertThat(ServiceSettings.zoneRebalancing(silent, able, Optional.of("DISABLED")))
        .isEqualTo("DISABLED");
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(
            () ->
                ServiceSettings.zoneRebalancing(
                    EcsRequests.json("{'availabilityZoneRebalancing':'ENABLED'}"),
                    unable,
                    Optional.empty()));
  }
}
