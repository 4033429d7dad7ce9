package dev.fnk.local.ec2;

import dev.fnk.local.account.MotoAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.FormParameters;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.cidr.CidrBlock;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.network.AttachedInterfaces;
import dev.fnk.local.network.VpcNetworks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * EC2: moto's, but nothing goes that another still uses, nothing is attached twice, interfaces that
 * a service holds are shown so, and VPCs of the local world do not overlap, since they are networks
 * of one machine.
 */
public final class Ec2Service implements AwsService {
  private final MotoClient moto;
  private final Ec2Queries queries;
  private final VpcNetworks networks;
  private final AttachedInterfaces attached;
  private final InterfaceAnswers interfaces;
  private final Optional<RequestRates> rates;
  private final Set<String> regions = ConcurrentHashMap.newKeySet();

  /** What a change was refused for, or not, holds until moto has made it: one at a time. */
  private final Lock changes = new ReentrantLock();

  /**
   * @param accessKeyId key that moto knows
   * @param quotas whether calls are held to AWS's published rates
   */
  public Ec2Service(
      MotoClient moto,
      String accessKeyId,
      VpcNetworks networks,
      AttachedInterfaces attached,
      boolean quotas) {
    this.moto = moto;
    this.queries = new Ec2Queries(moto, accessKeyId);
    this.networks = networks;
    this.attached = attached;
    this.interfaces = new InterfaceAnswers(attached);
    this.rates = quotas ? Optional.of(new RequestRates(System::nanoTime)) : Optional.empty();
  }

  @Override
  public String signingName() {
    return "ec2";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    FormParameters parameters = FormParameters.of(request);
    String region = request.region();
    // What services do for their customer counts against nobody's rates.
    if (request.header(MotoAccount.SERVICE_HEADER).isEmpty()) {
      rates.ifPresent(r -> r.take(region, parameters));
    }
    if (parameters.action().startsWith("Describe")) {
      return answer(request, parameters, region);
    }
    changes.lock();
    try {
      refuse(parameters, region);
      return answer(request, parameters, region);
    } finally {
      changes.unlock();
    }
  }

  /** What AWS refuses and moto does not. */
  private void refuse(FormParameters parameters, String region) {
    switch (parameters.action()) {
      case "CreateVpc" -> parameters.get("CidrBlock").ifPresent(cidr -> overlap(region, cidr));
      case "DeleteVpc" -> parameters.get("VpcId").ifPresent(id -> vpcInUse(region, id));
      case "DeleteSubnet" -> parameters.get("SubnetId").ifPresent(id -> subnetInUse(region, id));
      case "DeleteSecurityGroup" ->
          parameters.get("GroupId").ifPresent(id -> groupInUse(region, id));
      case "AttachInternetGateway" ->
          parameters.get("VpcId").ifPresent(id -> hasGateway(region, id, parameters));
      case "AssociateRouteTable" ->
          parameters.get("SubnetId").ifPresent(id -> hasTable(region, id, parameters));
      case "DeleteNetworkInterface" ->
          parameters.get("NetworkInterfaceId").ifPresent(this::interfaceInUse);
      case "DetachNetworkInterface" ->
          parameters.get("AttachmentId").ifPresent(this::attachmentOfService);
      default -> {}
    }
  }

  private AwsResponse answer(AwsRequest request, FormParameters parameters, String region) {
    AwsResponse response =
        parameters.action().equals("DescribeNetworkInterfaces")
            ? interfaces.describe(request, answer -> named(answer, region), moto::forward)
            : named(moto.forward(request), region);
    if (response.status() < 300 && parameters.action().equals("DeleteVpc")) {
      parameters.get("VpcId").ifPresent(networks::remove);
    }
    return response;
  }

  /** Private names end with {@code ec2.internal} in us-east-1 only. */
  private static AwsResponse named(AwsResponse response, String region) {
    String xml = new String(response.body(), StandardCharsets.UTF_8);
    if (region.equals("us-east-1") || !xml.contains(".ec2.internal</privateDnsName>")) {
      return response;
    }
    return new AwsResponse(
        response.status(),
        response.headers(),
        xml.replace(
                ".ec2.internal</privateDnsName>",
                "." + region + ".compute.internal</privateDnsName>")
            .getBytes(StandardCharsets.UTF_8));
  }

  /** A VPC has one gateway; moto takes any number. */
  private void hasGateway(String region, String vpcId, FormParameters parameters) {
    boolean other =
        queries
            .describe(
                region,
                "DescribeInternetGateways",
                "internetGatewaySet",
                "attachment.vpc-id",
                vpcId)
            .stream()
            .map(gateway -> gateway.required("internetGatewayId"))
            .anyMatch(id -> !parameters.get("InternetGatewayId").equals(Optional.of(id)));
    if (other) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "Network " + vpcId + " already has an internet gateway attached");
    }
  }

  /** A subnet has one table; moto answers with the one it has. */
  private void hasTable(String region, String subnetId, FormParameters parameters) {
    boolean associated =
        !queries
            .describe(
                region, "DescribeRouteTables", "routeTableSet", "association.subnet-id", subnetId)
            .isEmpty();
    if (associated) {
      throw new AwsError(
          400,
          "Resource.AlreadyAssociated",
          "the specified association for route table "
              + parameters.get("RouteTableId").orElse("")
              + " conflicts with an existing association");
    }
  }

  private void interfaceInUse(String id) {
    if (attached.find(id).isPresent()) {
      throw new AwsError(
          400, "InvalidParameterValue", "Network interface '" + id + "' is currently in use.");
    }
  }

  private void attachmentOfService(String id) {
    if (attached.holds(id)) {
      throw new AwsError(
          400, "OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.");
    }
  }

  private void overlap(String region, String cidr) {
    regions.add(region);
    CidrBlock wanted;
    try {
      wanted = CidrBlock.around(cidr);
    } catch (IllegalArgumentException _) {
      return; // EC2's own refusal follows
    }
    for (String each : regions) {
      // A VPC takes a range of this machine once something runs in it.
      for (XmlAnswer vpc :
          queries.describe(each, "DescribeVpcs", "vpcSet", "is-default", "false")) {
        String other = vpc.required("cidrBlock");
        if (CidrBlock.around(other).overlaps(wanted)
            && hasInterfaces(each, "vpc-id", vpc.required("vpcId")).isPresent()) {
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
    boolean endpoints =
        !queries
            .describe(region, "DescribeVpcEndpoints", "vpcEndpointSet", "vpc-id", vpcId)
            .isEmpty();
    if (gateways || groups || endpoints || hasInterfaces(region, "vpc-id", vpcId).isPresent()) {
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
