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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * What members of one security group may open to members of another: a rule for each traffic, and
 * none of ours besides.
 */
public final class GroupIngress implements ManagedResource<GroupIngress.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final GroupRef into;
  private final GroupRef from;
  private final List<Traffic> wanted;

  /**
   * @param group id of the group that admits
   * @param own ids of the rules whose tags say that fnk made them for this lab
   * @param others ids of rules by another's hand that do as well; they stay
   * @param missing what is not admitted
   * @param surplus those of our own that are not wanted
   */
  public record Attributes(
      String group,
      List<String> own,
      List<String> others,
      List<Traffic> missing,
      List<String> surplus) {
    public Attributes {
      own = List.copyOf(own);
      others = List.copyOf(others);
      missing = List.copyOf(missing);
      surplus = List.copyOf(surplus);
    }
  }

  public GroupIngress(
      AwsClients aws,
      Account account,
      LabTags tags,
      GroupRef into,
      GroupRef from,
      List<Traffic> wanted) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.into = into;
    this.from = from;
    this.wanted = List.copyOf(wanted);
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
    var rules =
        aws
            .ec2()
            .describeSecurityGroupRulesPaginator(
                r -> r.filters(Ec2Tags.filter("group-id", target.get())))
            .securityGroupRules()
            .stream()
            .filter(r -> isFrom(r, source.get()))
            .toList();
    var seen = attributes(target.get(), rules);
    return Stream.concat(seen.own().stream(), seen.others().stream())
        .findFirst()
        .<Observed<Attributes>>map(
            id ->
                new Present<>(
                    id,
                    Optional.of(account.arn("ec2", "security-group-rule/" + id)),
                    "available",
                    seen))
        .orElseGet(Absent::new);
  }

  private static boolean isFrom(SecurityGroupRule rule, String source) {
    return !Boolean.TRUE.equals(rule.isEgress())
        && rule.referencedGroupInfo() != null
        && source.equals(rule.referencedGroupInfo().groupId());
  }

  private Attributes attributes(String group, List<SecurityGroupRule> rules) {
    var own = rules.stream().filter(this::own).toList();
    return new Attributes(
        group,
        ids(own.stream()),
        ids(rules.stream().filter(r -> !own(r) && wanted.stream().anyMatch(t -> t.is(r)))),
        wanted.stream().filter(t -> rules.stream().noneMatch(t::is)).toList(),
        ids(own.stream().filter(r -> wanted.stream().noneMatch(t -> t.is(r)))));
  }

  private static List<String> ids(Stream<SecurityGroupRule> rules) {
    return rules.map(SecurityGroupRule::securityGroupRuleId).toList();
  }

  private boolean own(SecurityGroupRule rule) {
    return rule.tags().stream()
        .anyMatch(t -> t.key().equals(LabTags.LAB) && t.value().equals(tags.lab()));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    if (!is.missing().isEmpty()) {
      return Change.update("it does not admit " + words(is.missing()));
    }
    return is.surplus().isEmpty()
        ? Change.none()
        : Change.update("it admits more than " + words(wanted));
  }

  private static String words(List<Traffic> traffic) {
    return traffic.stream().map(Traffic::toString).collect(Collectors.joining(", "));
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var target = id(into, context);
    var source = id(from, context);
    wanted.forEach(traffic -> admit(traffic, target, source, context));
    return context.untilKnown("the rule", this);
  }

  private void admit(Traffic traffic, String target, String source, ResourceContext context) {
    var permission =
        traffic
            .permission()
            .userIdGroupPairs(UserIdGroupPair.builder().groupId(source).build())
            .build();
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
                              .ipPermissions(permission)
                              .tagSpecifications(
                                  Ec2Tags.at(
                                      ResourceType.SECURITY_GROUP_RULE, tags.named(name())))));
    } catch (RuntimeException e) {
      if (!AwsErrors.is(e, "InvalidPermission.Duplicate")) {
        throw e;
      }
    }
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

  /** Admits what is missing before it takes away what is too much: nobody is shut out between. */
  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    var is = present.attributes();
    if (!is.missing().isEmpty()) {
      var source = id(from, context);
      is.missing().forEach(traffic -> admit(traffic, is.group(), source, context));
    }
    is.surplus().forEach(id -> revoke(is.group(), id));
    return context.untilKnown("the rule", this);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    var is = present.attributes();
    is.others().forEach(id -> context.notice("%s stays: it is not by fnk".formatted(id)));
    is.own().forEach(id -> revoke(is.group(), id));
  }

  private void revoke(String group, String rule) {
    try {
      aws.ec2().revokeSecurityGroupIngress(r -> r.groupId(group).securityGroupRuleIds(rule));
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
