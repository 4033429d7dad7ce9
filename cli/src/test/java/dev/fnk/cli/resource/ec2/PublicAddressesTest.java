package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;

final class PublicAddressesTest {
  private final FakeAws fake = new FakeAws();

  private Map<String, String> of(List<String> tasks) {
    try (var aws = fake.clients()) {
      return new PublicAddresses(aws, "eks-lab").of(tasks);
    }
  }

  private void answer() {
    fake.on(
        EcsClient.class,
        "describeTasks",
        DescribeTasksRequest.class,
        r ->
            DescribeTasksResponse.builder()
                .tasks(r.tasks().stream().map(PublicAddressesTest::task).toList())
                .build());
    fake.on(
        Ec2Client.class,
        "describeNetworkInterfaces",
        DescribeNetworkInterfacesRequest.class,
        r ->
            DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(
                    r.filters().getFirst().values().stream()
                        .filter(id -> !id.endsWith("gone"))
                        .map(PublicAddressesTest::eni)
                        .toList())
                .build());
  }

  private static Task task(String arn) {
    var attachment =
        Attachment.builder()
            .type("ElasticNetworkInterface")
            .details(
                KeyValuePair.builder().name("privateIPv4Address").value("10.0.0.4").build(),
                KeyValuePair.builder().name("networkInterfaceId").value("eni-" + arn).build())
            .build();
    return Task.builder()
        .taskArn(arn)
        .attachments(arn.startsWith("new") ? List.of() : List.of(attachment))
        .build();
  }

  private static NetworkInterface eni(String id) {
    var eni = NetworkInterface.builder().networkInterfaceId(id).privateIpAddress("10.0.0.4");
    return id.endsWith("private")
        ? eni.build()
        : eni.association(a -> a.publicIp("203.0.113." + id.length())).build();
  }

  @Test
  void theAddressIsThatOfTheTasksInterfaceAndNotItsPrivateOne() {
    answer();

    assertThat(of(List.of("a", "new", "private", "gone", "abc")))
        .isEqualTo(Map.of("a", "203.0.113.5", "abc", "203.0.113.7"));
  }

  @Test
  void aThousandTasksAreAskedForInBatches() {
    answer();

    assertThat(of(IntStream.range(0, 1000).mapToObj(i -> "t" + i).toList())).hasSize(1000);
    assertThat(fake.requests(DescribeTasksRequest.class)).hasSize(10);
    assertThat(fake.requests(DescribeNetworkInterfacesRequest.class)).hasSize(5);
  }

  @Test
  void noPodsAskNothing() {
    answer();

    assertThat(of(List.of())).isEmpty();
    assertThat(fake.requests()).isEmpty();
  }
}
