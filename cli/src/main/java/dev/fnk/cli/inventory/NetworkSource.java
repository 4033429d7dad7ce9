package dev.fnk.cli.inventory;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Trace;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * Whatever of a network carries the lab's tag, however often, and the interfaces that others left
 * in its VPCs.
 */
record NetworkSource(Ec2Client ec2, Account account, String lab) implements Source {
  @Override
  public List<Trace> find() {
    var tag = filter("tag:" + LabTags.LAB, lab);
    var all = new ArrayList<Trace>();
    for (var vpc : ec2.describeVpcsPaginator(r -> r.filters(tag)).vpcs()) {
      all.add(trace("vpc", vpc.vpcId(), vpc.stateAsString()));
      all.addAll(interfaces(vpc.vpcId()));
    }
    ec2.describeSubnetsPaginator(r -> r.filters(tag)).subnets().stream()
        .forEach(s -> all.add(trace("subnet", s.subnetId(), s.stateAsString())));
    ec2.describeRouteTablesPaginator(r -> r.filters(tag)).routeTables().stream()
        .forEach(t -> all.add(trace("route-table", t.routeTableId(), "available")));
    ec2.describeInternetGatewaysPaginator(r -> r.filters(tag)).internetGateways().stream()
        .forEach(g -> all.add(trace("internet-gateway", g.internetGatewayId(), "available")));
    ec2.describeSecurityGroupsPaginator(r -> r.filters(tag)).securityGroups().stream()
        .forEach(g -> all.add(trace("security-group", g.groupId(), g.groupName())));
    return all;
  }

  private List<Trace> interfaces(String vpc) {
    return ec2
        .describeNetworkInterfacesPaginator(r -> r.filters(filter("vpc-id", vpc)))
        .networkInterfaces()
        .stream()
        .map(
            eni ->
                trace(
                    "network-interface",
                    eni.networkInterfaceId(),
                    eni.statusAsString() + ", " + eni.description()))
        .toList();
  }

  private Trace trace(String type, String id, String detail) {
    return Trace.left("ec2:" + type, account.arn("ec2", type + "/" + id), detail);
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }
}
