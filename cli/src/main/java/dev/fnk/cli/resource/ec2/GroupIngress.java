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
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** What members of one security group may open to members of another. */
public final class GroupIngress implements ManagedResource<GroupIngress.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final GroupRef into;
  private final GroupRef from;
  private final Ports ports;

  /**
   * @param protocol {@code tcp}, or {@code -1} for all
   * @param from first port; -1 for all
   * @param to last port; -1 for all
   */
  public record Ports(String protocol, int from, int to) {
    public static Ports all() {
      return new Ports("-1", -1, -1);
    }

    public static Ports tcp(int port) {
      return new Ports("tcp", port, port);
    }

    public static Ports allTcp() {
      return new Ports("tcp", 0, 65535);
    }
  }

  /**
   * @param group id of the group that admits
   * @param own whether its tags say that fnk made it for this lab; the same by another's hand does
   *     as well, and stays
   */
  public record Attributes(String group, boolean own) {}

  public GroupIngress(
      AwsClients aws, Account account, LabTags tags, GroupRef into, GroupRef from, Ports ports) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.into = into;
    this.from = from;
    this.ports = ports;
  }

  @Override
  public ResourceId id() {
    return new ResourceId(
        "ec2:security-group-rule", "%s from %s".formatted(into.name(), from.name()));
  }

  @Override
  public List<Resource<?>> needs() {
    return into.owner().equals(from.owner())
        ? List.of(into.owner())
        : List.of(into.owner(), from.owner());
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    var target = into.id().apply(known);
    var source = from.id().apply(known);
    if (target.isEmpty() || source.isEmpty()) {
      return new Absent<>();
    }
    return aws
        .ec2()
        .describeSecurityGroupRulesPaginator(
            r -> r.filters(Ec2Tags.filter("group-id", target.get())))
        .securityGroupRules()
        .stream()
        .filter(r -> matches(r, source.get()))
        .findFirst()
        .<Observed<Attributes>>map(
            r ->
                new Present<>(
                    r.securityGroupRuleId(),
                    Optional.of(
                        account.arn("ec2", "security-group-rule/" + r.securityGroupRuleId())),
                    "available",
                    new Attributes(target.get(), own(r))))
        .orElseGet(Absent::new);
  }

  private boolean own(SecurityGroupRule rule) {
    return rule.tags().stream()
        .anyMatch(t -> t.key().equals(LabTags.LAB) && t.value().equals(tags.lab()));
  }

  private boolean matches(SecurityGroupRule rule, String source) {
    return !Boolean.TRUE.equals(rule.isEgress())
        && rule.referencedGroupInfo() != null
        && source.equals(rule.referencedGroupInfo().groupId())
        && rule.ipProtocol().equals(ports.protocol())
        && (ports.protocol().equals("-1")
            || (rule.fromPort() == ports.from() && rule.toPort() == ports.to()));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    return Change.none();
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var target = id(into, context);
    var permission =
        IpPermission.builder()
            .ipProtocol(ports.protocol())
            .userIdGroupPairs(UserIdGroupPair.builder().groupId(id(from, context)).build());
    if (!ports.protocol().equals("-1")) {
      permission.fromPort(ports.from()).toPort(ports.to());
    }
    try {
      context.retry(
          "the groups to be known",
          context.deadlines().consistency(),
          e -> AwsErrors.is(e, "InvalidGroup.NotFound"),
          () ->
              aws.ec2()
                  .authorizeSecurityGroupIngress(
                      r ->
                          r.groupId(target)
                              .ipPermissions(permission.build())
                              .tagSpecifications(
                                  Ec2Tags.at(
                                      ResourceType.SECURITY_GROUP_RULE, tags.named(name())))));
    } catch (RuntimeException e) {
      if (!AwsErrors.is(e, "InvalidPermission.Duplicate")) {
        throw e;
      }
    }
    return context.untilKnown("the rule", this);
  }

  private static String id(GroupRef group, ResourceContext context) {
    return group
        .id()
        .apply(context.known())
        .orElseThrow(
            () ->
                new ResourceException(
                    "the security group of %s does not exist".formatted(group.owner().label()),
                    "fnk up brings back what is missing"));
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return present;
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    if (!present.attributes().own()) {
      context.notice("%s stays: it is not by fnk".formatted(present.id()));
      return;
    }
    try {
      aws.ec2()
          .revokeSecurityGroupIngress(
              r -> r.groupId(present.attributes().group()).securityGroupRuleIds(present.id()));
    } catch (RuntimeException e) {
      if (!AwsErrors.is(
          e,
          "InvalidGroup.NotFound",
          "InvalidPermission.NotFound",
          "InvalidSecurityGroupRuleId.NotFound")) {
        throw e;
      }
    }
  }
}
