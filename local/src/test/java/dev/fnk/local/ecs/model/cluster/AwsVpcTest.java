package dev.fnk.local.ecs.model.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.EcsRequests;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AwsVpcTest {
  private static AwsVpc of(String configuration) {
    return AwsVpc.of(
        EcsRequests.json(
            "{'networkConfiguration':{'awsvpcConfiguration':{" + configuration + "}}}"));
  }

  private static String names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'x" + i + "'")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void whatIsGivenIsKeptAndDescribed() {
    AwsVpc vpc = of("'subnets':['subnet-1'],'securityGroups':['sg-1'],'assignPublicIp':'ENABLED'");
    assertThat(vpc).isEqualTo(new AwsVpc(List.of("subnet-1"), List.of("sg-1"), true));
    assertThat(vpc.json())
        .hasToString(
            "{\"awsvpcConfiguration\":{\"subnets\":[\"subnet-1\"],\"securityGroups\":[\"sg-1\"],"
                + "\"assignPublicIp\":\"ENABLED\"}}");
  }

  @Test
  void aPublicAddressIsOnlyGivenOnRequest() {
    AwsVpc vpc = of("'subnets':['subnet-1']");
    assertThat(vpc.publicIp()).isFalse();
    assertThat(vpc.json().toString()).contains("\"DISABLED\"").contains("\"securityGroups\":[]");
  }

  @Test
  void theLimitsOfTheServiceHold() {
    assertThat(of("'subnets':%s,'securityGroups':%s".formatted(names(16), names(5))).subnets())
        .hasSize(16);
    refused("'subnets':%s".formatted(names(17)), "16 subnets and 5 security groups");
    refused("'subnets':['x'],'securityGroups':%s".formatted(names(6)), "16 subnets and 5");
  }

  @Test
  void whatIsMissingOrWrongIsRefused() {
    refused("'subnets':[]", "subnets can not be empty.");
    refused("'subnets':['x'],'assignPublicIp':'YES'", "ENABLED or DISABLED, not YES");
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> AwsVpc.of(EcsRequests.json("{}")))
        .withMessageContaining("Network Configuration must be provided");
  }

  private static void refused(String configuration, String why) {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> of(configuration))
        .withMessageContaining(why);
  }
}
