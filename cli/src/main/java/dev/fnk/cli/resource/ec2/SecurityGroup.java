package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * A security group and the TCP ports that addresses may open. What may come in from other groups is
 * a {@link GroupIngress} of its own. Out goes everything, EC2's default. Rules that others made in
 * it stay as they are: only those tagged for the lab are fnk's.
 */
public final class SecurityGroup implements ManagedResource<SecurityGroup.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final Wanted wanted;
  private final Vpc vpc;

  /**
   * What it should be.
   *
   * @param members who is in it, for people; empty: addresses are nothing to it
   * @param openings what addresses may open
   */
  public record Wanted(
      String name, String description, Optional<String> members, List<Opening> openings) {
    public Wanted {
      openings = List.copyOf(openings);
    }

    /** A group that only other groups get into. */
    public static Wanted closed(String name, String description) {
      return new Wanted(name, description, Optional.empty(), List.of());
    }
  }

  /**
   * @param rules all by which addresses come in, others' too
   * @param marked whether the group carries the tag of its role; the one of fnk 0.1.0 does not, and
   *     its rules carry none
   */
  public record Attributes(List<IngressRule> rules, boolean marked) {
    public Attributes {
      rules = List.copyOf(rules);
    }
  }

  public SecurityGroup(AwsClients aws, Account account, LabTags tags, Vpc vpc, Wanted wanted) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.vpc = vpc;
    this.wanted = wanted;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ec2:security-group", wanted.name());
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of(vpc);
  }

  @Override
  public Optional<String> opens() {
    return wanted.members().map(m -> m + ": " + Opening.describe(wanted.openings()));
  }

  @Override
  public Optional<String> open(Present<Attributes> present) {
    var rules = present.attributes().rules();
    var own =
        rules.stream()
            .filter(r -> r.own() || wanted.openings().stream().anyMatch(r::is))
            .filter(r -> r.protocol().equals("tcp"))
            .toList();
    var others =
        rules.stream()
            .filter(r -> !own.contains(r))
            .map(r -> r.description() + " (not by fnk)")
            .toList();
    if (wanted.members().isEmpty() && others.isEmpty()) {
      return Optional.empty();
    }
    var words = new ArrayList<String>();
    if (!own.isEmpty() || others.isEmpty()) {
      words.add(Opening.describe(own.stream().map(IngressRule::opening).toList()));
    }
    words.addAll(others);
    return Optional.of(wanted.members().orElse(name()) + ": " + String.join("; ", words));
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return known.find(vpc).map(v -> inVpc(v.id())).orElseGet(Absent::new);
  }

  /** Names are unique in a VPC, so a foreign group of this name blocks ours. */
  private Observed<Attributes> inVpc(String vpcId) {
    var found =
        aws
            .ec2()
            .describeSecurityGroupsPaginator(
                r ->
                    r.filters(
                        Ec2Tags.filter("vpc-id", vpcId), Ec2Tags.filter("group-name", name())))
            .securityGroups()
            .stream()
            .findFirst();
    if (found.isEmpty()) {
      return new Absent<>();
    }
    var group = found.get();
    var has = Ec2Tags.map(group.tags());
    var id = group.groupId();
    var arn = Optional.of(account.arn("ec2", "security-group/" + id));
    return tags.observed(
        has,
        id,
        arn,
        () ->
            new Present<>(
                id, arn, "available", new Attributes(rules(id), has.containsKey(Ec2Tags.ROLE))));
  }

  private List<IngressRule> rules(String groupId) {
    return aws
        .ec2()
        .describeSecurityGroupRulesPaginator(r -> r.filters(Ec2Tags.filter("group-id", groupId)))
        .securityGroupRules()
        .stream()
        .flatMap(r -> IngressRule.of(r, tags).stream())
        .toList();
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var drift = drift(present.attributes());
    return drift.none() ? Change.none() : Change.update(drift.reason());
  }

  private RuleDrift drift(Attributes is) {
    return RuleDrift.of(wanted.openings(), is);
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var vpcId = context.known().of(vpc).id();
    context.retry(
        "the VPC to be known",
        context.deadlines().consistency(),
        e -> AwsErrors.is(e, "InvalidVpcID.NotFound"),
        () -> make(vpcId));
    var made =
        context.await(
            "the group to be known",
            context.deadlines().consistency(),
            () -> inVpc(vpcId).present());
    return update(made, context);
  }

  private boolean make(String vpcId) {
    try {
      aws.ec2()
          .createSecurityGroup(
              r ->
                  r.vpcId(vpcId)
                      .groupName(name())
                      .description(wanted.description())
                      .tagSpecifications(
                          Ec2Tags.at(
                              ResourceType.SECURITY_GROUP, Ec2Tags.as(tags, name(), role()))));
      return true;
    } catch (RuntimeException e) {
      if (AwsErrors.is(e, "InvalidGroup.Duplicate")) {
        return false; // another run made it in this moment
      }
      throw e;
    }
  }

  private String role() {
    return name().startsWith(tags.lab() + "-") ? name().substring(tags.lab().length() + 1) : name();
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    var id = present.id();
    var drift = drift(present.attributes());
    drift.missing().forEach(o -> admit(id, o));
    if (!drift.untagged().isEmpty()) {
      aws.ec2()
          .createTags(
              r ->
                  r.resources(drift.untagged().stream().map(IngressRule::id).toList())
                      .tags(Ec2Tags.list(tags.named(name()))));
    }
    drift.surplus().forEach(rule -> revoke(id, rule));
    if (!present.attributes().marked()) {
      aws.ec2().createTags(r -> r.resources(id).tags(Ec2Tags.list(Map.of(Ec2Tags.ROLE, role()))));
    }
    return context.await(
        "the rules to be known",
        context.deadlines().consistency(),
        () -> observe(context.known()).present().filter(p -> drift(p.attributes()).none()));
  }

  private void admit(String id, Opening opening) {
    try {
      aws.ec2()
          .authorizeSecurityGroupIngress(
              r ->
                  r.groupId(id)
                      .ipPermissions(
                          IpPermission.builder()
                              .ipProtocol("tcp")
                              .fromPort(opening.ports().from())
                              .toPort(opening.ports().to())
                              .ipRanges(IpRange.builder().cidrIp(opening.cidr()).build())
                              .build())
                      .tagSpecifications(
                          Ec2Tags.at(ResourceType.SECURITY_GROUP_RULE, tags.named(name()))));
    } catch (RuntimeException e) {
      if (!AwsErrors.is(e, "InvalidPermission.Duplicate")) {
        throw e;
      }
    }
  }

  private void revoke(String id, IngressRule rule) {
    try {
      aws.ec2().revokeSecurityGroupIngress(r -> r.groupId(id).securityGroupRuleIds(rule.id()));
    } catch (RuntimeException e) {
      if (!AwsErrors.is(e, "InvalidPermission.NotFound", "InvalidSecurityGroupRuleId.NotFound")) {
        throw e;
      }
    }
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    Ec2Deletion.whenFree(
        context,
        () -> aws.ec2().deleteSecurityGroup(r -> r.groupId(present.id())),
        () -> new Blockers(aws, tags).ofGroup(present.id()),
        "InvalidGroup.NotFound");
  }
}
