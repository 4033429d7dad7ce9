package dev.fnk.cli.stage.ec2;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * A security group and the TCP ranges that may come in. What may come in from other groups is a
 * {@link GroupIngress} of its own. Out goes everything, EC2's default.
 */
public final class SecurityGroup implements Resource<SecurityGroup.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final String description;
  private final Vpc vpc;
  private final SortedSet<String> ingress;

  /**
   * @param ingress IPv4 ranges that may open TCP connections to any port
   */
  public record Attributes(Set<String> ingress) {
    public Attributes {
      ingress = Set.copyOf(ingress);
    }
  }

  public SecurityGroup(
      AwsClients aws,
      Account account,
      LabTags tags,
      String name,
      String description,
      Vpc vpc,
      List<String> ingress) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.name = name;
    this.description = description;
    this.vpc = vpc;
    this.ingress = new TreeSet<>(ingress);
  }

  @Override
  public String type() {
    return "ec2:security-group";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of(vpc);
  }

  @Override
  public Observed<Attributes> observe(Known known) {
    return known.find(vpc).map(v -> inVpc(v.id())).orElseGet(Absent::new);
  }

  /** Names are unique in a VPC, so a foreign group of this name blocks ours. */
  private Observed<Attributes> inVpc(String vpcId) {
    var found =
        aws
            .ec2()
            .describeSecurityGroupsPaginator(
                r -> r.filters(Ec2Tags.filter("vpc-id", vpcId), Ec2Tags.filter("group-name", name)))
            .securityGroups()
            .stream()
            .findFirst();
    if (found.isEmpty()) {
      return new Absent<>();
    }
    var group = found.get();
    Map<String, String> has = new HashMap<>();
    group.tags().forEach(t -> has.put(t.key(), t.value()));
    var arn = Optional.of(account.arn("ec2", "security-group/" + group.groupId()));
    if (!tags.own(has)) {
      return new Foreign<>(group.groupId(), arn, tags.foreign(has));
    }
    var ranges = new TreeSet<String>();
    group.ipPermissions().stream()
        .filter(p -> p.ipProtocol().equals("tcp"))
        .flatMap(p -> p.ipRanges().stream())
        .forEach(r -> ranges.add(r.cidrIp()));
    return new Present<>(group.groupId(), arn, "available", new Attributes(ranges));
  }

  @Override
  public Change diff(Present<Attributes> present, Known known) {
    return present.attributes().ingress().equals(ingress)
        ? Change.none()
        : Change.update(
            "admits %s, wanted is %s"
                .formatted(new TreeSet<>(present.attributes().ingress()), ingress));
  }

  @Override
  public Present<Attributes> create(Work work) {
    var vpcId = work.known().of(vpc).id();
    work.retry(
        "the VPC to be known",
        work.deadlines().consistency(),
        e -> AwsErrors.is(e, "InvalidVpcID.NotFound"),
        () ->
            aws.ec2()
                .createSecurityGroup(
                    r ->
                        r.vpcId(vpcId)
                            .groupName(name)
                            .description(description)
                            .tagSpecifications(
                                Ec2Tags.at(ResourceType.SECURITY_GROUP, tags.named(name)))));
    var made =
        work.await(
            "the group to be known", work.deadlines().consistency(), () -> inVpc(vpcId).present());
    return update(made, work);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    for (var range : ingress) {
      if (!present.attributes().ingress().contains(range)) {
        admit(present.id(), range);
      }
    }
    for (var range : present.attributes().ingress()) {
      if (!ingress.contains(range)) {
        aws.ec2()
            .revokeSecurityGroupIngress(
                r -> r.groupId(present.id()).ipPermissions(permission(range)));
      }
    }
    return new Present<>(present.id(), present.arn(), present.state(), new Attributes(ingress));
  }

  private void admit(String id, String range) {
    try {
      aws.ec2().authorizeSecurityGroupIngress(r -> r.groupId(id).ipPermissions(permission(range)));
    } catch (RuntimeException e) {
      if (!AwsErrors.is(e, "InvalidPermission.Duplicate")) {
        throw e;
      }
    }
  }

  private static IpPermission permission(String range) {
    return IpPermission.builder()
        .ipProtocol("tcp")
        .fromPort(0)
        .toPort(65535)
        .ipRanges(IpRange.builder().cidrIp(range).build())
        .build();
  }

  @Override
  public void delete(Present<Attributes> present, Work work) {
    Ec2Deletion.whenFree(
        work,
        () -> aws.ec2().deleteSecurityGroup(r -> r.groupId(present.id())),
        () -> Ec2Deletion.users(aws, "group-id", present.id()),
        "InvalidGroup.NotFound");
  }
}
