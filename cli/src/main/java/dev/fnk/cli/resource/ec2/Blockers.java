package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.LabTags;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Looks for what keeps parts of the network from being deleted. */
final class Blockers {
  private final AwsClients aws;
  private final LabTags tags;

  Blockers(AwsClients aws, LabTags tags) {
    this.aws = aws;
    this.tags = tags;
  }

  /**
   * Network interfaces.
   *
   * @param filter such as {@code vpc-id}, {@code subnet-id}, {@code group-id}
   */
  List<Blocker> interfaces(String filter, String value) {
    return aws
        .ec2()
        .describeNetworkInterfacesPaginator(r -> r.filters(Ec2Tags.filter(filter, value)))
        .networkInterfaces()
        .stream()
        .map(InterfaceOwner::of)
        .toList();
  }

  /** Members of a security group, and others' rules that name it. */
  List<Blocker> ofGroup(String id) {
    var all = new ArrayList<>(interfaces("group-id", id));
    aws
        .ec2()
        .describeSecurityGroupsPaginator(
            r -> r.filters(Ec2Tags.filter("ip-permission.group-id", id)))
        .securityGroups()
        .stream()
        .filter(g -> !g.groupId().equals(id) && !own(g.tags()))
        .forEach(g -> all.add(group("a rule of ", g)));
    return all;
  }

  /** All in a VPC that is not the lab's. */
  List<Blocker> ofVpc(String id) {
    var all = new ArrayList<>(interfaces("vpc-id", id));
    var here = Ec2Tags.filter("vpc-id", id);
    aws.ec2().describeVpcEndpointsPaginator(r -> r.filters(here)).vpcEndpoints().stream()
        .map(
            e ->
                Blocker.stays(
                    "the VPC endpoint %s of %s".formatted(e.vpcEndpointId(), e.serviceName()),
                    "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids " + e.vpcEndpointId()))
        .forEach(all::add);
    aws.ec2().describeSecurityGroupsPaginator(r -> r.filters(here)).securityGroups().stream()
        .filter(g -> !g.groupName().equals("default") && !own(g.tags()))
        .map(g -> group("", g))
        .forEach(all::add);
    aws.ec2().describeSubnetsPaginator(r -> r.filters(here)).subnets().stream()
        .filter(s -> !own(s.tags()))
        .map(
            s ->
                Blocker.stays(
                    "the subnet %s".formatted(s.subnetId()),
                    "aws ec2 delete-subnet --subnet-id " + s.subnetId()))
        .forEach(all::add);
    aws.ec2().describeRouteTablesPaginator(r -> r.filters(here)).routeTables().stream()
        .filter(t -> !main(t) && !own(t.tags()))
        .map(
            t ->
                Blocker.stays(
                    "the route table %s".formatted(t.routeTableId()),
                    "aws ec2 delete-route-table --route-table-id " + t.routeTableId()))
        .forEach(all::add);
    return all;
  }

  private static Blocker group(String of, SecurityGroup group) {
    return Blocker.stays(
        "%sthe security group %s (%s)".formatted(of, group.groupId(), group.groupName()),
        "aws ec2 delete-security-group --group-id " + group.groupId());
  }

  private static boolean main(RouteTable table) {
    return table.associations().stream().anyMatch(RouteTableAssociation::main);
  }

  private boolean own(List<Tag> has) {
    return Ec2Tags.value(has, LabTags.LAB).filter(tags.lab()::equals).isPresent();
  }
}
