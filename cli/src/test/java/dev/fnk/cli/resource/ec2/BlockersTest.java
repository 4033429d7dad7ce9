package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.LabTags;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** What is in the way of a VPC's and a group's end, and what is the lab's own. */
final class BlockersTest {
  private static final Map<String, String> OWN = Map.of(LabTags.LAB, "eks-lab");
  private static final Map<String, String> OTHER = Map.of(LabTags.LAB, "other");

  private final FakeAws fake =
      new FakeAws()
          .on(
              Ec2Client.class,
              "describeNetworkInterfaces",
              DescribeNetworkInterfacesRequest.class,
              _ ->
                  DescribeNetworkInterfacesResponse.builder()
                      .networkInterfaces(
                          NetworkInterface.builder().networkInterfaceId("eni-1").build())
                      .build())
          .on(
              Ec2Client.class,
              "describeVpcEndpoints",
              DescribeVpcEndpointsRequest.class,
              _ ->
                  DescribeVpcEndpointsResponse.builder()
                      .vpcEndpoints(
                          VpcEndpoint.builder().vpcEndpointId("vpce-1").serviceName("s3").build())
                      .build())
          .on(
              Ec2Client.class,
              "describeSecurityGroups",
              DescribeSecurityGroupsRequest.class,
              _ ->
                  DescribeSecurityGroupsResponse.builder()
                      .securityGroups(
                          group("sg-default", "default", Map.of()),
                          group("sg-own", "eks-lab-containers", OWN),
                          group("sg-other", "db", OTHER))
                      .build())
          .on(
              Ec2Client.class,
              "describeSubnets",
              DescribeSubnetsRequest.class,
              _ ->
                  DescribeSubnetsResponse.builder()
                      .subnets(
                          Subnet.builder().subnetId("subnet-own").tags(Ec2Tags.list(OWN)).build(),
                          Subnet.builder().subnetId("subnet-other").build())
                      .build())
          .on(
              Ec2Client.class,
              "describeRouteTables",
              DescribeRouteTablesRequest.class,
              _ ->
                  DescribeRouteTablesResponse.builder()
                      .routeTables(
                          table("rtb-main", true, Map.of()),
                          table("rtb-own", false, OWN),
                          table("rtb-other", false, OTHER))
                      .build());
  private final Blockers blockers =
      new Blockers(fake.clients(), new LabTags("eks-lab", "eu-west-1", "base", "1"));

  private static SecurityGroup group(String id, String name, Map<String, String> tags) {
    return SecurityGroup.builder().groupId(id).groupName(name).tags(Ec2Tags.list(tags)).build();
  }

  private static RouteTable table(String id, boolean main, Map<String, String> tags) {
    return RouteTable.builder()
        .routeTableId(id)
        .associations(RouteTableAssociation.builder().main(main).build())
        .tags(Ec2Tags.list(tags))
        .build();
  }

  @Test
  void allInAVpcThatIsNeitherTheLabsNorTheVpcsOwn() {
    assertThat(blockers.ofVpc("vpc-1"))
        .containsExactly(
            Blocker.stays(
                "eni-1, which is not fnk's",
                "aws ec2 delete-network-interface --network-interface-id eni-1"),
            Blocker.stays(
                "the VPC endpoint vpce-1 of s3",
                "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-1"),
            Blocker.stays(
                "the security group sg-other (db)",
                "aws ec2 delete-security-group --group-id sg-other"),
            Blocker.stays(
                "the subnet subnet-other", "aws ec2 delete-subnet --subnet-id subnet-other"),
            Blocker.stays(
                "the route table rtb-other",
                "aws ec2 delete-route-table --route-table-id rtb-other"));
    assertThat(fake.requests(DescribeSubnetsRequest.class).getFirst().filters())
        .containsExactly(Ec2Tags.filter("vpc-id", "vpc-1"));
  }

  @Test
  void theMembersOfAGroupAndOthersRulesThatNameIt() {
    assertThat(blockers.ofGroup("sg-default").stream().map(Blocker::what))
        .containsExactly("eni-1, which is not fnk's", "a rule of the security group sg-other (db)");
    assertThat(fake.requests(DescribeNetworkInterfacesRequest.class).getFirst().filters())
        .containsExactly(Ec2Tags.filter("group-id", "sg-default"));
    assertThat(fake.requests(DescribeSecurityGroupsRequest.class).getFirst().filters())
        .containsExactly(Ec2Tags.filter("ip-permission.group-id", "sg-default"));
  }
}
