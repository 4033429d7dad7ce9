package dev.fnk.local.eks.lifecycle;

import dev.fnk.local.cidr.CidrBlock;
import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.eks.cluster.ClusterParts;
import dev.fnk.local.eks.cluster.ClusterRequest;
import dev.fnk.local.eks.protocol.EksError;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** What a cluster has in EC2: its security group and its network interfaces in the subnets. */
public final class ClusterNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNetwork.class);

  private static final String GROUP_DESCRIPTION =
      "EKS created security group applied to ENI that is attached to EKS Control Plane master"
          + " nodes, as well as any managed workloads.";
  private static final int FEWEST_ZONES = 2;

  /** Zones, by their ids, that EKS does not serve (EKS user guide, "Subnet requirements"). */
  private static final Set<String> WITHOUT_EKS = Set.of("use1-az3", "usw1-az2", "cac1-az3");

  private static final CidrBlock SERVICES = CidrBlock.parse("172.20.0.0/16").orElseThrow();
  private static final CidrBlock OTHER_SERVICES = CidrBlock.parse("10.100.0.0/16").orElseThrow();

  private final Ec2Client ec2;

  public ClusterNetwork(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** Where a cluster will live. */
  public record Placement(String vpcId, CidrBlock services) {}

  /** Holds the request's subnets and security groups to EKS's rules. */
  public Placement place(ClusterRequest request) {
    String name = request.name();
    if (request.subnetIds().isEmpty()) {
      throw EksError.invalidParameter(name, "subnetIds is required.");
    }
    try {
      List<Subnet> subnets = ec2.describeSubnets(r -> r.subnetIds(request.subnetIds())).subnets();
      Set<String> zones =
          subnets.stream().map(Subnet::availabilityZone).collect(Collectors.toSet());
      if (zones.size() < FEWEST_ZONES) {
        throw EksError.invalidParameter(
            name, "Subnets specified must be in at least two different AZs");
      }
      checkZones(name, subnets);
      Set<String> vpcs =
          new TreeSet<>(subnets.stream().map(Subnet::vpcId).collect(Collectors.toSet()));
      if (vpcs.size() > 1) {
        throw EksError.invalidParameter(
            name, "Subnets specified must be in the same VPC; they are in " + vpcs);
      }
      String vpcId = vpcs.iterator().next();
      checkGroups(name, vpcId, request.securityGroupIds());
      return new Placement(vpcId, services(name, vpcId, request));
    } catch (Ec2Exception e) {
      throw EksError.invalidParameter(name, e.awsErrorDetails().errorMessage());
    }
  }

  /** Makes the cluster security group: its members may talk to each other. */
  String createSecurityGroup(Cluster cluster) {
    String groupName =
        "eks-cluster-sg-" + cluster.name() + "-" + cluster.identity().id().substring(0, 9);
    String id =
        ec2.createSecurityGroup(
                r ->
                    r.groupName(groupName)
                        .description(GROUP_DESCRIPTION)
                        .vpcId(cluster.identity().vpcId())
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.SECURITY_GROUP)
                                .tags(
                                    tag("Name", groupName),
                                    tag("kubernetes.io/cluster/" + cluster.name(), "owned"),
                                    tag("aws:eks:cluster-name", cluster.name()))
                                .build()))
            .groupId();
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(id)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("-1")
                        .userIdGroupPairs(UserIdGroupPair.builder().groupId(id).build())
                        .build()));
    return id;
  }

  /** Makes the interface by which the control plane reaches into a subnet. */
  String createInterface(Cluster cluster, String subnetId, String securityGroup) {
    return ec2.createNetworkInterface(
            r ->
                r.subnetId(subnetId)
                    .description("Amazon EKS " + cluster.name())
                    .groups(
                        Stream.concat(
                                Stream.of(securityGroup),
                                cluster.request().securityGroupIds().stream())
                            .toList()))
        .networkInterface()
        .networkInterfaceId();
  }

  /** Removes both. A group that something else still uses stays, as on EKS. */
  public void remove(ClusterParts parts) {
    for (String id : parts.interfaces()) {
      removing(id, () -> ec2.deleteNetworkInterface(r -> r.networkInterfaceId(id)));
    }
    parts
        .securityGroup()
        .ifPresent(id -> removing(id, () -> ec2.deleteSecurityGroup(r -> r.groupId(id))));
  }

  private static void removing(String id, Runnable call) {
    try {
      call.run();
    } catch (Ec2Exception e) {
      String code = e.awsErrorDetails().errorCode();
      if (code.endsWith(".NotFound")) {
        return;
      }
      LOG.warn("{} of a deleted cluster stays: {}", id, e.awsErrorDetails().errorMessage());
    }
  }

  private void checkZones(String name, List<Subnet> subnets) {
    for (Subnet subnet : subnets) {
      if (WITHOUT_EKS.contains(subnet.availabilityZoneId())) {
        throw EksError.unsupportedZone(
            name,
            subnet.availabilityZone(),
            ec2.describeAvailabilityZones().availabilityZones().stream()
                .filter(zone -> !WITHOUT_EKS.contains(zone.zoneId()))
                .map(AvailabilityZone::zoneName)
                .sorted()
                .toList());
      }
    }
  }

  private void checkGroups(String name, String vpcId, List<String> groups) {
    if (groups.isEmpty()) {
      return;
    }
    boolean elsewhere =
        ec2.describeSecurityGroups(r -> r.groupIds(groups)).securityGroups().stream()
            .anyMatch(group -> !group.vpcId().equals(vpcId));
    if (elsewhere) {
      throw EksError.invalidParameter(
          name, "Security group(s) " + groups + " must be in the VPC " + vpcId + ".");
    }
  }

  private CidrBlock services(String name, String vpcId, ClusterRequest request) {
    List<CidrBlock> ranges =
        ec2.describeVpcs(r -> r.vpcIds(vpcId)).vpcs().stream()
            .flatMap(
                vpc ->
                    Stream.concat(
                        Stream.of(vpc.cidrBlock()),
                        vpc.cidrBlockAssociationSet().stream()
                            .map(association -> association.cidrBlock())))
            .flatMap(cidr -> CidrBlock.parse(cidr).stream())
            .toList();
    if (request.services().isEmpty()) {
      boolean taken = ranges.stream().anyMatch(range -> range.overlaps(SERVICES));
      return taken ? OTHER_SERVICES : SERVICES;
    }
    CidrBlock asked = request.services().get();
    if (ranges.stream().anyMatch(range -> range.overlaps(asked))) {
      throw EksError.invalidParameter(
          name, "serviceIpv4Cidr " + asked + " overlaps with the VPC's CIDR blocks " + ranges);
    }
    return asked;
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
