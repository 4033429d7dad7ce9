package dev.fnk.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Trace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancing.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetResourcesRequest;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.GetResourcesResponse;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;

class InventoryTest {
  private static final String ECS = "arn:aws:ecs:eu-west-1:111122223333:";
  private static final String EC2 = "arn:aws:ec2:eu-west-1:111122223333:";
  private static final Account ACCOUNT = new Account("111122223333", "aws", "eu-west-1", "arn:me");

  private final FakeAws aws = new FakeAws();

  InventoryTest() {
    aws.on(
            Ec2Client.class,
            "describeSubnets",
            DescribeSubnetsRequest.class,
            _ -> DescribeSubnetsResponse.builder().build())
        .on(
            Ec2Client.class,
            "describeRouteTables",
            DescribeRouteTablesRequest.class,
            _ -> DescribeRouteTablesResponse.builder().build())
        .on(
            Ec2Client.class,
            "describeInternetGateways",
            DescribeInternetGatewaysRequest.class,
            _ -> DescribeInternetGatewaysResponse.builder().build())
        .on(
            Ec2Client.class,
            "describeSecurityGroups",
            DescribeSecurityGroupsRequest.class,
            _ -> DescribeSecurityGroupsResponse.builder().build())
        .on(
            Ec2Client.class,
            "describeVolumes",
            DescribeVolumesRequest.class,
            _ -> DescribeVolumesResponse.builder().build())
        .on(
            ElasticLoadBalancingClient.class,
            "describeLoadBalancers",
            DescribeLoadBalancersRequest.class,
            _ -> DescribeLoadBalancersResponse.builder().build())
        .on(
            ElasticLoadBalancingV2Client.class,
            "describeLoadBalancers",
            software.amazon.awssdk.services.elasticloadbalancingv2.model
                .DescribeLoadBalancersRequest.class,
            _ ->
                software.amazon.awssdk.services.elasticloadbalancingv2.model
                    .DescribeLoadBalancersResponse.builder()
                    .build())
        .on(
            ElasticLoadBalancingV2Client.class,
            "describeTargetGroups",
            DescribeTargetGroupsRequest.class,
            _ -> DescribeTargetGroupsResponse.builder().build());
    vpcs();
    tagged();
  }

  @Test
  void whatTheResourcesFindIsLeft() {
    var role = Trace.left("iam:role", "arn:aws:iam::111122223333:role/lab-x", "available");

    assertThat(read(role)).containsExactly(role);
  }

  @Test
  void twoVpcsOfTheLabAndWhatOthersKeepInThemAreLeft() {
    vpcs("vpc-1", "vpc-2");

    assertThat(read())
        .extracting(Trace::arn)
        .containsExactly(
            EC2 + "network-interface/eni-of-vpc-1",
            EC2 + "network-interface/eni-of-vpc-2",
            EC2 + "vpc/vpc-1",
            EC2 + "vpc/vpc-2");
  }

  @Test
  void aTaskDefinitionThatOnlyTheTaggingApiNamesIsLeftWhileEcsKnowsIt() {
    tagged(ECS + "task-definition/lab-node:7");
    definition("ACTIVE");

    assertThat(read())
        .containsExactly(
            Trace.left(
                "ecs:task-definition",
                ECS + "task-definition/lab-node:7",
                "ACTIVE, found by its tag only"));
  }

  @Test
  void whereItsServiceSaysThatItIsGoneBothAreHeardAndNothingIsLeft() {
    tagged(
        ECS + "cluster/lab",
        ECS + "task-definition/lab-node:7",
        EC2 + "vpc/vpc-9",
        "arn:aws:eks:eu-west-1:111122223333:access-entry/lab/role/111122223333/x/1");
    definition("DELETE_IN_PROGRESS");
    aws.on(
        EcsClient.class,
        "describeClusters",
        DescribeClustersRequest.class,
        _ ->
            DescribeClustersResponse.builder()
                .clusters(Cluster.builder().status("INACTIVE").build())
                .build());
    aws.on(
        EksClient.class,
        "describeCluster",
        DescribeClusterRequest.class,
        _ -> {
          throw FakeAws.error(
              ResourceNotFoundException.builder(), "ResourceNotFoundException", "no cluster");
        });

    assertThat(read()).hasSize(4).allMatch(Trace::gone);
    assertThat(read())
        .extracting(Trace::detail)
        .containsExactly(
            "the tagging API names it, ec2 says: not found",
            "the tagging API names it, ecs says: INACTIVE",
            "the tagging API names it, ecs says: DELETE_IN_PROGRESS",
            "the tagging API names it, eks says: not found");
  }

  @Test
  void whatNobodyCanTellIsLeft() {
    tagged(ECS + "task-definition/lab-node:7", "arn:aws:sqs:eu-west-1:111122223333:queue");
    aws.on(
        EcsClient.class,
        "describeTaskDefinition",
        DescribeTaskDefinitionRequest.class,
        _ -> {
          throw FakeAws.error("AccessDeniedException", "not yours to ask");
        });

    assertThat(read()).hasSize(2).noneMatch(Trace::gone);
    assertThat(read().getFirst().detail())
        .contains("ecs cannot tell", "AccessDeniedException", "not yours to ask");
    assertThat(read().getLast().detail()).contains("sqs cannot tell");
  }

  private List<Trace> read(Trace... ofResources) {
    try (var clients = aws.clients()) {
      return Inventory.of(clients, ACCOUNT, "lab").read(List.of(ofResources));
    }
  }

  private void tagged(String... arns) {
    aws.on(
        ResourceGroupsTaggingApiClient.class,
        "getResources",
        GetResourcesRequest.class,
        _ ->
            GetResourcesResponse.builder()
                .resourceTagMappingList(
                    Arrays.stream(arns)
                        .map(a -> ResourceTagMapping.builder().resourceARN(a).build())
                        .toList())
                .build());
  }

  private void definition(String status) {
    aws.on(
        EcsClient.class,
        "describeTaskDefinition",
        DescribeTaskDefinitionRequest.class,
        _ ->
            DescribeTaskDefinitionResponse.builder().taskDefinition(d -> d.status(status)).build());
  }

  /** Each with an interface of somebody else. */
  private void vpcs(String... ids) {
    aws.on(
        Ec2Client.class,
        "describeVpcs",
        DescribeVpcsRequest.class,
        request -> {
          if (request.hasVpcIds()) {
            throw FakeAws.error("InvalidVpcID.NotFound", "The vpc ID does not exist");
          }
          return DescribeVpcsResponse.builder()
              .vpcs(
                  Arrays.stream(ids)
                      .map(id -> Vpc.builder().vpcId(id).state("available").build())
                      .toList())
              .build();
        });
    aws.on(
        Ec2Client.class,
        "describeNetworkInterfaces",
        DescribeNetworkInterfacesRequest.class,
        request ->
            DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(
                    NetworkInterface.builder()
                        .networkInterfaceId(
                            "eni-of-" + request.filters().getFirst().values().getFirst())
                        .status("in-use")
                        .description("another's")
                        .build())
                .build());
  }
}
