package dev.fnk.cli.inventory;

import dev.fnk.cli.aws.AwsErrors;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** What EC2 says of a part of a network. */
record Ec2Witness(Ec2Client ec2) implements Witness {
  private static final String THERE = "available"; // of what has no state

  @Override
  public Word ask(Named what) {
    try {
      return switch (what.type()) {
        case "vpc" ->
            first(
                ec2.describeVpcs(r -> r.vpcIds(what.id())).vpcs().stream()
                    .map(Vpc::stateAsString)
                    .toList());
        case "subnet" ->
            first(
                ec2.describeSubnets(r -> r.subnetIds(what.id())).subnets().stream()
                    .map(Subnet::stateAsString)
                    .toList());
        case "network-interface" ->
            first(
                ec2
                    .describeNetworkInterfaces(r -> r.networkInterfaceIds(what.id()))
                    .networkInterfaces()
                    .stream()
                    .map(NetworkInterface::statusAsString)
                    .toList());
        case "route-table" ->
            any(ec2.describeRouteTables(r -> r.routeTableIds(what.id())).routeTables());
        case "internet-gateway" ->
            any(
                ec2.describeInternetGateways(r -> r.internetGatewayIds(what.id()))
                    .internetGateways());
        case "vpc-endpoint" ->
            first(
                ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(what.id())).vpcEndpoints().stream()
                    .map(VpcEndpoint::stateAsString)
                    .toList());
        case "security-group" ->
            any(ec2.describeSecurityGroups(r -> r.groupIds(what.id())).securityGroups());
        case "security-group-rule" ->
            any(
                ec2.describeSecurityGroupRules(r -> r.securityGroupRuleIds(what.id()))
                    .securityGroupRules());
        default -> new Word.CannotTell("fnk does not know how to ask EC2 for it");
      };
    } catch (RuntimeException e) {
      if (AwsErrors.code(e).endsWith(".NotFound")) { // InvalidVpcID.NotFound and its like
        return Word.Gone.notFound();
      }
      throw e;
    }
  }

  private static Word first(List<String> states) {
    return states.isEmpty() ? Word.Gone.notFound() : new Word.Exists(states.getFirst());
  }

  private static Word any(List<?> found) {
    return found.isEmpty() ? Word.Gone.notFound() : new Word.Exists(THERE);
  }
}
