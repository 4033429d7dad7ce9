package dev.fnk.cli.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Vpc;

class FakeAwsTest {
  private final FakeAws fake = new FakeAws();

  @Test
  void paginatorsAndBuildersEndInTheAnswer() {
    fake.on(
        Ec2Client.class,
        "describeVpcs",
        DescribeVpcsRequest.class,
        request ->
            DescribeVpcsResponse.builder()
                .vpcs(Vpc.builder().vpcId("vpc-" + request.maxResults()).build())
                .build());

    try (var aws = fake.clients()) {
      assertThat(aws.ec2().describeVpcsPaginator(r -> r.maxResults(7)).vpcs())
          .extracting(Vpc::vpcId)
          .containsExactly("vpc-7");
    }
    assertThat(fake.requests(DescribeVpcsRequest.class)).hasSize(1);
  }

  @Test
  void anErrorIsReadAsAwsWritesIt() {
    fake.on(
        Ec2Client.class,
        "describeVpcs",
        DescribeVpcsRequest.class,
        _ -> {
          throw FakeAws.error("InvalidVpcID.NotFound", "no such VPC");
        });

    try (var aws = fake.clients()) {
      assertThatThrownBy(() -> aws.ec2().describeVpcs())
          .satisfies(e -> assertThat(AwsErrors.is(e, "InvalidVpcID.NotFound")).isTrue());
    }
  }

  @Test
  void whatWasNotGivenIsSaid() {
    fake.on(Ec2Client.class, "describeVpcs", DescribeVpcsRequest.class, _ -> null);

    try (var aws = fake.clients()) {
      assertThatThrownBy(() -> aws.ec2().describeSubnets())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("describeSubnets");
    }
  }
}
