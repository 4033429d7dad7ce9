package dev.fnk.local.ecs.model.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;

class LaunchTargetTest {
  private static final Cluster PLAIN = cluster("[]", "FARGATE", "FARGATE_SPOT");

  private static Cluster cluster(String strategy, String... providers) {
    return new Cluster(
        EcsRequests.ARNS.cluster("c"),
        "c",
        true,
        Json.array(),
        List.of(providers),
        (ArrayNode) Json.mapper().readTree(strategy),
        Tags.none());
  }

  private static LaunchTarget target(String request, Cluster cluster) {
    return LaunchTarget.of(EcsRequests.json(request), cluster);
  }

  @Test
  void aLaunchTypeIsNoProvider() {
    LaunchTarget target = target("{'launchType':'FARGATE'}", PLAIN);
    assertThat(target.strategy()).isEmpty();
    assertThat(target.provider()).isEmpty();
    assertThat(target.platformVersion()).isEqualTo("1.4.0");
  }

  @Test
  void aStrategyNamesTheProviders() {
    LaunchTarget target =
        target(
            "{'capacityProviderStrategy':[{'capacityProvider':'FARGATE_SPOT','weight':2}]}", PLAIN);
    assertThat(target.strategy()).containsExactly(new CapacityItem("FARGATE_SPOT", 2, 0));
    assertThat(target.provider()).contains("FARGATE_SPOT");
  }

  @Test
  void theClustersStrategyServesInTheEnd() {
    String spot = "[{\"capacityProvider\":\"FARGATE_SPOT\",\"weight\":1}]";
    assertThat(target("{}", cluster(spot, "FARGATE", "FARGATE_SPOT")).provider())
        .contains("FARGATE_SPOT");
    assertThat(target("{'launchType':'FARGATE'}", cluster(spot, "FARGATE_SPOT")).provider())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, FARGATE_SPOT",
    "1, 0, 2, 0, FARGATE_SPOT",
    "3, 0, 2, 0, FARGATE",
    "0, 2, 9, 1, FARGATE"
  })
  void theBaseComesFirstThenTheWeight(
      int weight, int base, int spotWeight, int spotBase, String provider) {
    LaunchTarget target =
        new LaunchTarget(
            List.of(
                new CapacityItem("FARGATE", weight, base),
                new CapacityItem("FARGATE_SPOT", spotWeight, spotBase)),
            "1.4.0");
    assertThat(target.provider()).contains(provider);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{}; No Container Instances were found",
        "{'launchType':'EC2'}; No Container Instances were found",
        "{'launchType':'FARGATE','capacityProviderStrategy':[{'capacityProvider':'FARGATE'}]};"
            + " both a launch type and capacity provider strategy",
        "{'capacityProviderStrategy':[{'capacityProvider':'mine'}]}; provider 'mine' was not found",
        "{'launchType':'FARGATE','platformVersion':'1.3.0'}; platform version '1.3.0' is unknown"
      },
      quoteCharacter = '`')
  void whatFargateCannotDoIsRefused(String request, String why) {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> target(request, PLAIN))
        .withMessageContaining(why);
  }

  @Test
  void aProviderThatTheClusterDoesNotHaveIsRefused() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(
            () ->
                target(
                    "{'capacityProviderStrategy':[{'capacityProvider':'FARGATE_SPOT'}]}",
                    cluster("[]", "FARGATE")))
        .withMessageContaining("'FARGATE_SPOT' was not found");
  }

  @Test
  void anItemIsDescribedAsItWasGiven() {
    assertThat(new CapacityItem("FARGATE", 2, 1).json())
        .hasToString("{\"capacityProvider\":\"FARGATE\",\"weight\":2,\"base\":1}");
  }
}
