package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.LabTags;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** A VPC of the lab with all in it that carries the lab's tag. */
final class WholeVpc {
  private final AwsClients aws;
  private final LabTags tags;
  private final String id;

  WholeVpc(AwsClients aws, LabTags tags, String id) {
    this.aws = aws;
    this.tags = tags;
    this.id = id;
  }

  /** Deletes it; false: something uses it, or somebody else has something in it. */
  boolean delete() {
    try {
      attempt();
      return true;
    } catch (RuntimeException e) {
      if (AwsErrors.is(e, "InvalidVpcID.NotFound")) {
        return true;
      }
      if (AwsErrors.is(e, "DependencyViolation")) {
        return false;
      }
      throw e;
    }
  }

  /** Deletes it, or throws EC2's refusal. */
  void attempt() {
    groups();
    tables();
    subnets();
    gateways();
    aws.ec2().deleteVpc(r -> r.vpcId(id));
  }

  private void gateways() {
    aws
        .ec2()
        .describeInternetGatewaysPaginator(r -> r.filters(Ec2Tags.lab(tags)))
        .internetGateways()
        .stream()
        .filter(
            g ->
                g.attachments().stream().map(InternetGatewayAttachment::vpcId).anyMatch(id::equals))
        .forEach(
            g -> {
              passing(
                  () ->
                      aws.ec2()
                          .detachInternetGateway(
                              r -> r.internetGatewayId(g.internetGatewayId()).vpcId(id)));
              passing(
                  () ->
                      aws.ec2()
                          .deleteInternetGateway(r -> r.internetGatewayId(g.internetGatewayId())));
            });
  }

  private void tables() {
    aws.ec2()
        .describeRouteTablesPaginator(
            r -> r.filters(Ec2Tags.lab(tags), Ec2Tags.filter("vpc-id", id)))
        .routeTables()
        .forEach(
            t -> {
              t.associations()
                  .forEach(
                      a ->
                          passing(
                              () ->
                                  aws.ec2()
                                      .disassociateRouteTable(
                                          r -> r.associationId(a.routeTableAssociationId()))));
              passing(() -> aws.ec2().deleteRouteTable(r -> r.routeTableId(t.routeTableId())));
            });
  }

  private void subnets() {
    aws.ec2()
        .describeSubnetsPaginator(r -> r.filters(Ec2Tags.lab(tags), Ec2Tags.filter("vpc-id", id)))
        .subnets()
        .forEach(s -> passing(() -> aws.ec2().deleteSubnet(r -> r.subnetId(s.subnetId()))));
  }

  /** Their rules first, since groups that name each other hold each other. */
  private void groups() {
    var groups =
        aws
            .ec2()
            .describeSecurityGroupsPaginator(
                r -> r.filters(Ec2Tags.lab(tags), Ec2Tags.filter("vpc-id", id)))
            .securityGroups()
            .stream()
            .toList();
    for (var group : groups) {
      if (!group.ipPermissions().isEmpty()) {
        passing(
            () ->
                aws.ec2()
                    .revokeSecurityGroupIngress(
                        r -> r.groupId(group.groupId()).ipPermissions(group.ipPermissions())));
      }
    }
    groups.forEach(g -> passing(() -> aws.ec2().deleteSecurityGroup(r -> r.groupId(g.groupId()))));
  }

  /** What is gone already is no error. */
  private static void passing(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      var code = AwsErrors.code(e);
      if (!code.endsWith(".NotFound") && !code.equals("Gateway.NotAttached")) {
        throw e;
      }
    }
  }
}
