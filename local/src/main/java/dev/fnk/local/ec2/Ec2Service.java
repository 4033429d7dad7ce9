package dev.fnk.local.ec2;

import dev.fnk.local.account.MotoClient;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.FormParameters;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.network.CidrBlock;
import dev.fnk.local.network.VpcNetworks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * EC2: moto's, but nothing goes that another still uses, and VPCs of the local world do not
 * overlap, since they are networks of one machine.
 */
public final class Ec2Service implements AwsService {
  private final MotoClient moto;
  private final Ec2Queries queries;
  private final VpcNetworks networks;
  private final Set<String> regions = ConcurrentHashMap.newKeySet();

  /**
   * @param accessKeyId key that moto knows
   */
  public Ec2Service(MotoClient moto, String accessKeyId, VpcNetworks networks) {
    this.moto = moto;
    this.queries = new Ec2Queries(moto, accessKeyId);
    this.networks = networks;
  }

  @Override
  public String signingName() {
    return "ec2";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    FormParameters parameters = FormParameters.of(request);
    String region = request.region();
    switch (parameters.action()) {
      case "CreateVpc" -> parameters.get("CidrBlock").ifPresent(cidr -> overlap(region, cidr));
      case "DeleteVpc" -> parameters.get("VpcId").ifPresent(id -> vpcInUse(region, id));
      case "DeleteSubnet" -> parameters.get("SubnetId").ifPresent(id -> subnetInUse(region, id));
      case "DeleteSecurityGroup" ->
          parameters.get("GroupId").ifPresent(id -> groupInUse(region, id));
      default -> {}
    }
    AwsResponse response = moto.forward(request);
    if (response.status() < 300 && parameters.action().equals("DeleteVpc")) {
      parameters.get("VpcId").ifPresent(networks::remove);
    }
    return response;
  }

  private void overlap(String region, String cidr) {
    regions.add(region);
    CidrBlock wanted;
    try {
      wanted = CidrBlock.parse(cidr);
    } catch (IllegalArgumentException _) {
      return; // EC2's own refusal follows
    }
    for (String each : regions) {
      // Nothing runs in a default VPC unless asked to: it takes no range of this machine.
      for (XmlAnswer vpc :
          queries.describe(each, "DescribeVpcs", "vpcSet", "is-default", "false")) {
        String other = vpc.required("cidrBlock");
        if (CidrBlock.parse(other).overlaps(wanted)) {
          throw new AwsError(
              400,
              "InvalidVpc.Range",
              "%s overlaps with %s of %s in %s: the VPCs of the local lab are networks of one machine. Choose another range: network.vpcCidr in fnk.yaml"
                  .formatted(cidr, other, vpc.required("vpcId"), each));
        }
      }
    }
  }

  private void vpcInUse(String region, String vpcId) {
    boolean gateways =
        !queries
            .describe(
                region,
                "DescribeInternetGateways",
                "internetGatewaySet",
                "attachment.vpc-id",
                vpcId)
            .isEmpty();
    boolean groups =
        queries
            .describe(region, "DescribeSecurityGroups", "securityGroupInfo", "vpc-id", vpcId)
            .stream()
            .anyMatch(group -> !group.required("groupName").equals("default"));
    if (gateways || groups || hasInterfaces(region, "vpc-id", vpcId).isPresent()) {
      throw violation("The vpc '" + vpcId + "' has dependencies and cannot be deleted.");
    }
  }

  private void subnetInUse(String region, String subnetId) {
    if (hasInterfaces(region, "subnet-id", subnetId).isPresent()) {
      throw violation("The subnet '" + subnetId + "' has dependencies and cannot be deleted.");
    }
  }

  private void groupInUse(String region, String groupId) {
    boolean referenced =
        queries.describe(region, "DescribeSecurityGroups", "securityGroupInfo").stream()
            .filter(group -> !group.required("groupId").equals(groupId))
            .flatMap(group -> Stream.of("ipPermissions", "ipPermissionsEgress").map(group::members))
            .flatMap(List::stream)
            .anyMatch(rule -> rule.texts("groupId").contains(groupId));
    if (referenced || hasInterfaces(region, "group-id", groupId).isPresent()) {
      throw violation("resource " + groupId + " has a dependent object");
    }
  }

  private Optional<XmlAnswer> hasInterfaces(String region, String filter, String value) {
    return queries
        .describe(region, "DescribeNetworkInterfaces", "networkInterfaceSet", filter, value)
        .stream()
        .findFirst();
  }

  private static AwsError violation(String message) {
    return new AwsError(400, "DependencyViolation", message);
  }
}
