package dev.fnk.local.eks.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.local.eks.cluster.ClusterRequest;
import dev.fnk.local.eks.protocol.EksError;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;
import tools.jackson.databind.json.JsonMapper;

class ClusterZonesTest {
  /** EC2 of us-east-1 with a subnet in each of three zones, of which EKS serves two. */
  private static Ec2Client ec2() {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "describeSubnets" ->
                  arguments[0] instanceof DescribeSubnetsRequest
                      ? DescribeSubnetsResponse.builder()
                          .subnets(subnet("a", "use1-az1"), subnet("e", "use1-az3"))
                          .build()
                      : InvocationHandler.invokeDefault(proxy, method, arguments);
              case "describeAvailabilityZones" ->
                  DescribeAvailabilityZonesResponse.builder()
                      .availabilityZones(
                          zone("a", "use1-az1"), zone("b", "use1-az2"), zone("e", "use1-az3"))
                      .build();
              default -> InvocationHandler.invokeDefault(proxy, method, arguments);
            };
    return (Ec2Client)
        Proxy.newProxyInstance(
            Ec2Client.class.getClassLoader(), new Class<?>[] {Ec2Client.class}, handler);
  }

  private static Subnet subnet(String letter, String zone) {
    return Subnet.builder()
        .subnetId("subnet-" + letter)
        .vpcId("vpc-1")
        .availabilityZone("us-east-1" + letter)
        .availabilityZoneId(zone)
        .build();
  }

  private static AvailabilityZone zone(String letter, String id) {
    return AvailabilityZone.builder().zoneName("us-east-1" + letter).zoneId(id).build();
  }

  @Test
  void aZoneThatEksDoesNotServeIsRefusedWithThoseItServes() {
    var request =
        ClusterRequest.parse(
            new JsonMapper()
                .readTree(
                    """
                    {"name":"eks-lab","roleArn":"arn:aws:iam::123456789012:role/cluster",
                     "resourcesVpcConfig":{"subnetIds":["subnet-a","subnet-e"]}}"""));

    assertThatThrownBy(() -> new ClusterNetwork(ec2()).place(request))
        .isInstanceOfSatisfying(
            EksError.class,
            e -> {
              assertThat(e.code()).isEqualTo("UnsupportedAvailabilityZoneException");
              assertThat(e.toResponse().status()).isEqualTo(400);
              assertThat(new String(e.toResponse().body(), StandardCharsets.UTF_8))
                  .contains("\"validZones\":[\"us-east-1a\",\"us-east-1b\"]")
                  .contains("us-east-1e");
            });
  }
}
