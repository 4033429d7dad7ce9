package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.FakeAws;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
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
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Request;

/** What EC2 tells of networks in memory. */
record NetworkReads(MemoryNetwork ec2) {
  void answer(FakeAws fake) {
    on(
        fake,
        "describeVpcs",
        DescribeVpcsRequest.class,
        r ->
            DescribeVpcsResponse.builder()
                .vpcs(
                    ec2.vpcs.values().stream()
                        .filter(v -> MemoryNetwork.tagged(v.tags(), r.filters()))
                        .toList())
                .build());
    on(
        fake,
        "describeVpcAttribute",
        DescribeVpcAttributeRequest.class,
        r ->
            DescribeVpcAttributeResponse.builder()
                .enableDnsSupport(v -> v.value(true))
                .enableDnsHostnames(v -> v.value(true))
                .build());
    on(
        fake,
        "describeSubnets",
        DescribeSubnetsRequest.class,
        r ->
            DescribeSubnetsResponse.builder()
                .subnets(
                    ec2.subnets.values().stream()
                        .filter(
                            s ->
                                MemoryNetwork.tagged(s.tags(), r.filters())
                                    && MemoryNetwork.in(s.vpcId(), r.filters()))
                        .toList())
                .build());
    on(
        fake,
        "describeInternetGateways",
        DescribeInternetGatewaysRequest.class,
        r ->
            DescribeInternetGatewaysResponse.builder()
                .internetGateways(
                    ec2.gateways.values().stream()
                        .filter(g -> MemoryNetwork.tagged(g.tags(), r.filters()))
                        .toList())
                .build());
    on(
        fake,
        "describeRouteTables",
        DescribeRouteTablesRequest.class,
        r ->
            DescribeRouteTablesResponse.builder()
                .routeTables(
                    ec2.tables.values().stream()
                        .filter(
                            t ->
                                MemoryNetwork.tagged(t.tags(), r.filters())
                                    && MemoryNetwork.in(t.vpcId(), r.filters()))
                        .toList())
                .build());
    on(
        fake,
        "describeNetworkInterfaces",
        DescribeNetworkInterfacesRequest.class,
        r ->
            DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(
                    ec2.interfaces.stream()
                        .filter(
                            e ->
                                MemoryNetwork.in(e.vpcId(), r.filters())
                                    && MemoryNetwork.is("subnet-id", e.subnetId(), r.filters()))
                        .toList())
                .build());
    on(
        fake,
        "describeVpcEndpoints",
        DescribeVpcEndpointsRequest.class,
        r ->
            DescribeVpcEndpointsResponse.builder()
                .vpcEndpoints(
                    ec2.endpoints.stream()
                        .filter(e -> MemoryNetwork.in(e.vpcId(), r.filters()))
                        .toList())
                .build());
    on(
        fake,
        "describeSecurityGroups",
        DescribeSecurityGroupsRequest.class,
        r ->
            DescribeSecurityGroupsResponse.builder()
                .securityGroups(
                    ec2.groups.stream()
                        .filter(
                            g ->
                                MemoryNetwork.tagged(g.tags(), r.filters())
                                    && MemoryNetwork.in(g.vpcId(), r.filters())
                                    && MemoryNetwork.is("group-name", g.groupName(), r.filters()))
                        .toList())
                .build());
    on(
        fake,
        "describeAvailabilityZones",
        DescribeAvailabilityZonesRequest.class,
        r ->
            DescribeAvailabilityZonesResponse.builder()
                .availabilityZones(zone("a"), zone("b"), zone("c"))
                .build());
  }

  private static AvailabilityZone zone(String letter) {
    return AvailabilityZone.builder()
        .zoneName("eu-west-1" + letter)
        .zoneId("euw1-az" + letter)
        .state("available")
        .build();
  }

  private static <Q extends Ec2Request> void on(
      FakeAws fake,
      String operation,
      Class<Q> type,
      java.util.function.Function<Q, Object> answer) {
    fake.on(Ec2Client.class, operation, type, answer);
  }
}
