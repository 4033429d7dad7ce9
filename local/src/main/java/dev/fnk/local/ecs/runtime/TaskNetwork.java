package dev.fnk.local.ecs.runtime;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.ecs.model.cluster.AwsVpc;
import dev.fnk.local.ecs.model.cluster.ResolvedNetwork;
import dev.fnk.local.ecs.model.task.NetworkInterface;
import dev.fnk.local.ecs.model.task.TaskSpec;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.network.AttachedInterfaces;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Places tasks in subnets and gives them their network interfaces, as EC2 knows them. */
public final class TaskNetwork {
  private final LocalAccount account;
  private final AttachedInterfaces attached;
  private final InstantSource clock;

  public TaskNetwork(LocalAccount account, AttachedInterfaces attached, InstantSource clock) {
    this.account = account;
    this.attached = attached;
    this.clock = clock;
  }

  public ResolvedNetwork resolve(String region, AwsVpc network) {
    Ec2Client ec2 = account.clients(region).ec2();
    List<Subnet> subnets;
    try {
      subnets = ec2.describeSubnets(request -> request.subnetIds(network.subnets())).subnets();
    } catch (Ec2Exception e) {
      throw EcsError.invalidParameter(
          "Error retrieving subnet information for " + network.subnets() + ": " + reason(e));
    }
    Set<String> vpcs = new LinkedHashSet<>();
    subnets.forEach(subnet -> vpcs.add(subnet.vpcId()));
    if (vpcs.size() != 1) {
      throw EcsError.invalidParameter("The subnets of a task must be of one VPC: " + vpcs);
    }
    String vpc = vpcs.iterator().next();
    List<String> groups =
        network.securityGroups().isEmpty()
            ? List.of(defaultGroup(ec2, vpc))
            : checkedGroups(ec2, vpc, network.securityGroups());
    return new ResolvedNetwork(vpc, new AwsVpc(network.subnets(), groups, network.publicIp()));
  }

  private static String defaultGroup(Ec2Client ec2, String vpc) {
    return ec2
        .describeSecurityGroups(
            request ->
                request.filters(
                    Filter.builder().name("vpc-id").values(vpc).build(),
                    Filter.builder().name("group-name").values("default").build()))
        .securityGroups()
        .stream()
        .map(SecurityGroup::groupId)
        .findFirst()
        .orElseThrow(
            () -> EcsError.invalidParameter("The VPC " + vpc + " has no default security group"));
  }

  private static List<String> checkedGroups(Ec2Client ec2, String vpc, List<String> ids) {
    Map<String, SecurityGroup> groups;
    try {
      groups =
          ec2.describeSecurityGroups(request -> request.groupIds(ids)).securityGroups().stream()
              .collect(Collectors.toMap(SecurityGroup::groupId, Function.identity()));
    } catch (Ec2Exception e) {
      throw EcsError.invalidParameter(
          "Error retrieving security group information for " + ids + ": " + reason(e));
    }
    groups
        .values()
        .forEach(
            group -> {
              if (!group.vpcId().equals(vpc)) {
                throw EcsError.invalidParameter(
                    "The security group '" + group.groupId() + "' is not of the VPC " + vpc);
              }
            });
    return ids;
  }

  /**
   * Makes the interface of a task.
   *
   * @throws TaskFailure in the words of ECS
   */
  NetworkInterface attach(TaskSpec spec) {
    Ec2Client ec2 = account.clients(spec.region()).ec2();
    try {
      Subnet subnet =
          ec2.describeSubnets(request -> request.subnetIds(spec.placement().subnetId()))
              .subnets()
              .getFirst();
      var made =
          ec2.createNetworkInterface(
                  request ->
                      request
                          .subnetId(spec.placement().subnetId())
                          .groups(spec.placement().network().securityGroups())
                          .description(
                              new Arns(account.accountId(), spec.region())
                                  .attachment(spec.attachmentId())))
              .networkInterface();
      attached.put(
          made.networkInterfaceId(),
          new AttachedInterfaces.Attached(
              "ela-attach-" + spec.id().substring(0, 17),
              clock.instant().truncatedTo(ChronoUnit.SECONDS),
              // This machine stands in the VPC: the address by which it reaches the task.
              spec.placement().network().publicIp()
                  ? Optional.of(made.privateIpAddress())
                  : Optional.empty()));
      String dnsName =
          Optional.ofNullable(made.privateDnsName())
              .filter(name -> !name.isEmpty())
              .orElse(
                  "ip-"
                      + made.privateIpAddress().replace('.', '-')
                      + "."
                      + spec.region()
                      + ".compute.internal");
      return new NetworkInterface(
          made.networkInterfaceId(),
          spec.placement().subnetId(),
          subnet.cidrBlock(),
          subnet.availabilityZone(),
          made.macAddress(),
          made.privateIpAddress(),
          dnsName);
    } catch (Ec2Exception e) {
      throw new TaskFailure(
          "Unexpected EC2 error while attempting to Create Network Interface in subnet '"
              + spec.placement().subnetId()
              + "': "
              + reason(e));
    }
  }

  void detach(String region, NetworkInterface held) {
    attached.remove(held.id());
    account
        .clients(region)
        .ec2()
        .deleteNetworkInterface(request -> request.networkInterfaceId(held.id()));
  }

  private static String reason(Ec2Exception e) {
    return e.awsErrorDetails().errorMessage()
        + " (ErrorCode: "
        + e.awsErrorDetails().errorCode()
        + ")";
  }
}
