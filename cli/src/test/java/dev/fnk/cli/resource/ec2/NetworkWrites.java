package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.FakeAws;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** What EC2 does to networks in memory, and what it refuses. */
record NetworkWrites(MemoryNetwork ec2) {
  void answer(FakeAws fake) {
    on(
        fake,
        "createVpc",
        CreateVpcRequest.class,
        r -> {
          var vpc = ec2.vpc(ec2.next("vpc"), MemoryNetwork.tags(r.tagSpecifications()));
          ec2.made("vpc");
          return CreateVpcResponse.builder().vpc(vpc).build();
        });
    on(
        fake,
        "modifyVpcAttribute",
        ModifyVpcAttributeRequest.class,
        r -> ModifyVpcAttributeResponse.builder().build());
    on(
        fake,
        "deleteVpc",
        DeleteVpcRequest.class,
        r -> {
          if (!ec2.vpcs.containsKey(r.vpcId())) {
            throw FakeAws.error("InvalidVpcID.NotFound", r.vpcId());
          }
          MemoryNetwork.refuseIf(
              MemoryNetwork.holds(
                  ec2.subnets.values().stream().map(Subnet::vpcId).toList(), r.vpcId()));
          MemoryNetwork.refuseIf(
              MemoryNetwork.holds(
                  ec2.interfaces.stream().map(NetworkInterface::vpcId).toList(), r.vpcId()));
          MemoryNetwork.refuseIf(
              MemoryNetwork.holds(
                  ec2.endpoints.stream().map(VpcEndpoint::vpcId).toList(), r.vpcId()));
          MemoryNetwork.refuseIf(
              MemoryNetwork.holds(
                  ec2.groups.stream().map(SecurityGroup::vpcId).toList(), r.vpcId()));
          MemoryNetwork.refuseIf(
              MemoryNetwork.holds(
                  ec2.tables.values().stream().map(RouteTable::vpcId).toList(), r.vpcId()));
          MemoryNetwork.refuseIf(
              ec2.gateways.values().stream().anyMatch(g -> MemoryNetwork.attached(g, r.vpcId())));
          ec2.vpcs.remove(r.vpcId());
          return DeleteVpcResponse.builder().build();
        });
    on(
        fake,
        "createSubnet",
        CreateSubnetRequest.class,
        r -> {
          if (ec2.subnets.values().stream()
              .anyMatch(s -> s.vpcId().equals(r.vpcId()) && s.cidrBlock().equals(r.cidrBlock()))) {
            throw FakeAws.error("InvalidSubnet.Conflict", r.cidrBlock() + " is taken");
          }
          var subnet =
              ec2.subnet(
                  ec2.next("subnet"),
                  r.vpcId(),
                  r.cidrBlock(),
                  r.availabilityZone(),
                  MemoryNetwork.tags(r.tagSpecifications()));
          return CreateSubnetResponse.builder().subnet(subnet).build();
        });
    on(
        fake,
        "deleteSubnet",
        DeleteSubnetRequest.class,
        r -> {
          MemoryNetwork.refuseIf(
              ec2.interfaces.stream().anyMatch(e -> r.subnetId().equals(e.subnetId())));
          ec2.subnets.remove(r.subnetId());
          return DeleteSubnetResponse.builder().build();
        });
    on(
        fake,
        "createInternetGateway",
        CreateInternetGatewayRequest.class,
        r -> {
          var gateway =
              ec2.gateway(ec2.next("igw"), null, MemoryNetwork.tags(r.tagSpecifications()));
          ec2.made("igw");
          return CreateInternetGatewayResponse.builder().internetGateway(gateway).build();
        });
    on(
        fake,
        "attachInternetGateway",
        AttachInternetGatewayRequest.class,
        r -> {
          var gateway = ec2.gateways.get(r.internetGatewayId());
          if (gateway == null) {
            throw FakeAws.error("InvalidInternetGatewayID.NotFound", r.internetGatewayId());
          }
          if (!gateway.attachments().isEmpty()) {
            throw FakeAws.error("Resource.AlreadyAssociated", "attached already");
          }
          if (ec2.gateways.values().stream().anyMatch(g -> MemoryNetwork.attached(g, r.vpcId()))) {
            throw FakeAws.error(
                "InvalidParameterValue",
                "Network " + r.vpcId() + " already has an internet gateway attached");
          }
          ec2.gateway(r.internetGatewayId(), r.vpcId(), MemoryNetwork.map(gateway.tags()));
          return AttachInternetGatewayResponse.builder().build();
        });
    on(
        fake,
        "detachInternetGateway",
        DetachInternetGatewayRequest.class,
        r -> {
          ec2.gateway(
              r.internetGatewayId(),
              null,
              MemoryNetwork.map(ec2.gateways.get(r.internetGatewayId()).tags()));
          return DetachInternetGatewayResponse.builder().build();
        });
    on(
        fake,
        "deleteInternetGateway",
        DeleteInternetGatewayRequest.class,
        r -> {
          MemoryNetwork.refuseIf(!ec2.gateways.get(r.internetGatewayId()).attachments().isEmpty());
          ec2.gateways.remove(r.internetGatewayId());
          return DeleteInternetGatewayResponse.builder().build();
        });
    on(
        fake,
        "createRouteTable",
        CreateRouteTableRequest.class,
        r -> {
          var table =
              ec2.table(ec2.next("rtb"), r.vpcId(), MemoryNetwork.tags(r.tagSpecifications()));
          ec2.made("rtb");
          return CreateRouteTableResponse.builder().routeTable(table).build();
        });
    on(
        fake,
        "createRoute",
        CreateRouteRequest.class,
        r -> {
          var table = ec2.tables.get(r.routeTableId());
          ec2.tables.put(
              r.routeTableId(),
              table.toBuilder()
                  .routes(
                      Route.builder()
                          .destinationCidrBlock(r.destinationCidrBlock())
                          .gatewayId(r.gatewayId())
                          .state("active")
                          .build())
                  .build());
          return CreateRouteResponse.builder().build();
        });
    on(
        fake,
        "associateRouteTable",
        AssociateRouteTableRequest.class,
        r -> {
          ec2.made("association");
          if (ec2.tables.values().stream()
              .flatMap(t -> t.associations().stream())
              .anyMatch(a -> r.subnetId().equals(a.subnetId()))) {
            throw FakeAws.error("Resource.AlreadyAssociated", "the subnet has a table");
          }
          ec2.associate(r.routeTableId(), r.subnetId());
          return AssociateRouteTableResponse.builder().build();
        });
    on(
        fake,
        "disassociateRouteTable",
        DisassociateRouteTableRequest.class,
        r -> {
          ec2.tables.replaceAll(
              (_, t) ->
                  t.toBuilder()
                      .associations(
                          t.associations().stream()
                              .filter(a -> !a.routeTableAssociationId().equals(r.associationId()))
                              .toList())
                      .build());
          return DisassociateRouteTableResponse.builder().build();
        });
    on(
        fake,
        "deleteRouteTable",
        DeleteRouteTableRequest.class,
        r -> {
          MemoryNetwork.refuseIf(!ec2.tables.get(r.routeTableId()).associations().isEmpty());
          ec2.tables.remove(r.routeTableId());
          return DeleteRouteTableResponse.builder().build();
        });
    on(
        fake,
        "deleteVpcEndpoints",
        DeleteVpcEndpointsRequest.class,
        r -> {
          ec2.endpoints.removeIf(e -> r.vpcEndpointIds().contains(e.vpcEndpointId()));
          ec2.interfaces.removeIf(
              e -> r.vpcEndpointIds().stream().anyMatch(e.description()::endsWith));
          return DeleteVpcEndpointsResponse.builder().build();
        });
    on(
        fake,
        "deleteSecurityGroup",
        DeleteSecurityGroupRequest.class,
        r -> {
          ec2.groups.removeIf(g -> g.groupId().equals(r.groupId()));
          return DeleteSecurityGroupResponse.builder().build();
        });
  }

  private static <Q extends Ec2Request> void on(
      FakeAws fake,
      String operation,
      Class<Q> type,
      java.util.function.Function<Q, Object> answer) {
    fake.on(Ec2Client.class, operation, type, answer);
  }
}
