package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;

final class ZonesTest {
  private static AwsClients region(String... namesAndIds) {
    return new FakeAws()
        .on(
            Ec2Client.class,
            "describeAvailabilityZones",
            DescribeAvailabilityZonesRequest.class,
            _ ->
                DescribeAvailabilityZonesResponse.builder()
                    .availabilityZones(
                        Stream.of(namesAndIds)
                            .map(z -> z.split(" ", -1))
                            .map(
                                z ->
                                    AvailabilityZone.builder()
                                        .zoneName(z[0])
                                        .zoneId(z[1])
                                        .state("available")
                                        .build())
                            .toList())
                    .build())
        .clients();
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1a use1-az3, us-east-1b use1-az1, us-east-1c use1-az2",
    "us-west-1a usw1-az2, us-west-1b usw1-az1, us-west-1c usw1-az3",
    "ap-northeast-1a apne1-az3, ap-northeast-1b apne1-az4, ap-northeast-1c apne1-az1",
    "ca-central-1a cac1-az3, ca-central-1b cac1-az1, ca-central-1c cac1-az2"
  })
  void aZoneThatEksOrFargateDoesNotServeIsLeftOut(String without, String first, String second) {
    try (var aws = region(without, first, second)) {
      assertThat(Zones.choose(aws, 0, List.of())).isEqualTo(first.split(" ", -1)[0]);
      assertThat(Zones.choose(aws, 1, List.of())).isEqualTo(second.split(" ", -1)[0]);
    }
  }

  @Test
  void zonesAreTakenByNameOrId() {
    try (var aws = region("eu-west-1a euw1-az3", "eu-west-1b euw1-az1", "eu-west-1c euw1-az2")) {
      var wanted = List.of("euw1-az2", "eu-west-1a");
      assertThat(Zones.choose(aws, 0, wanted)).isEqualTo("eu-west-1c");
      assertThat(Zones.choose(aws, 1, wanted)).isEqualTo("eu-west-1a");
      assertThatThrownBy(() -> Zones.choose(aws, 0, List.of("eu-west-1d", "eu-west-1a")))
          .isInstanceOfSatisfying(
              ResourceException.class, e -> assertThat(e.next()).contains("eu-west-1b (euw1-az1)"));
    }
  }

  @Test
  void otherZonesMoveSubnetsThatAreEmptyAndNoOthers() {
    var ec2 = new MemoryNetwork();
    var own = java.util.Map.of(LabTags.LAB, "eks-lab");
    ec2.vpc("vpc-1", own);
    ec2.subnet("subnet-1", "vpc-1", "10.0.0.0/20", "eu-west-1a", own);
    try (var aws = ec2.fake().clients()) {
      var account = new Account("123456789012", "aws", "eu-west-1", "arn:aws:iam::1:user/me");
      var tags = new LabTags("eks-lab", "eu-west-1", "base", "1");
      var vpc = new Vpc(aws, account, tags, "eks-lab", "10.0.0.0/16");
      var place = new Subnet.Place(0, "10.0.0.0/20", List.of("eu-west-1c", "eu-west-1b"));
      var subnet = new Subnet(aws, account, tags, "eks-lab-public-1", vpc, place);
      var known = new ObservedState();
      known.put(vpc, vpc.observe(known));
      var present = subnet.observe(known).present().orElseThrow();

      assertThat(subnet.diff(present, known)).isInstanceOf(Change.Replace.class);
      subnet.delete(present, new FakeWork(known));
      subnet.create(new FakeWork(known));
      assertThat(subnet.diff(subnet.observe(known).present().orElseThrow(), known))
          .isEqualTo(Change.none());

      var back = new Subnet.Place(0, "10.0.0.0/20", List.of("eu-west-1a", "eu-west-1b"));
      var moved = new Subnet(aws, account, tags, "eks-lab-public-1", vpc, back);
      var id = moved.observe(known).present().orElseThrow().id();
      ec2.networkInterface("eni-1", "vpc-1", id, "Amazon EKS eks-lab");
      assertThat(moved.diff(moved.observe(known).present().orElseThrow(), known).reason())
          .contains("in use");
    }
  }
}
