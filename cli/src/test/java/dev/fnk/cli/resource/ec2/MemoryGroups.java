package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.FakeAws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** EC2's security groups in memory: a rule is told apart by its protocol, ports and source. */
final class MemoryGroups {
  final List<SecurityGroup> groups = new ArrayList<>();
  final List<SecurityGroupRule> rules = new ArrayList<>();
  private int last;

  void answer(FakeAws fake) {
    fake.on(
        Ec2Client.class,
        "describeSecurityGroups",
        DescribeSecurityGroupsRequest.class,
        r ->
            DescribeSecurityGroupsResponse.builder()
                .securityGroups(groups.stream().filter(g -> matches(g, r.filters())).toList())
                .build());
    fake.on(
        Ec2Client.class,
        "describeSecurityGroupRules",
        DescribeSecurityGroupRulesRequest.class,
        r ->
            DescribeSecurityGroupRulesResponse.builder()
                .securityGroupRules(
                    rules.stream().filter(x -> value(r.filters(), x.groupId())).toList())
                .build());
    fake.on(Ec2Client.class, "createSecurityGroup", CreateSecurityGroupRequest.class, this::make);
    fake.on(
        Ec2Client.class,
        "authorizeSecurityGroupIngress",
        AuthorizeSecurityGroupIngressRequest.class,
        this::authorize);
    fake.on(
        Ec2Client.class,
        "revokeSecurityGroupIngress",
        RevokeSecurityGroupIngressRequest.class,
        this::revoke);
    fake.on(Ec2Client.class, "createTags", CreateTagsRequest.class, this::tag);
  }

  private static boolean value(List<Filter> filters, String groupId) {
    return filters.getFirst().values().contains(groupId);
  }

  private static boolean matches(SecurityGroup g, List<Filter> filters) {
    return filters.stream()
        .allMatch(
            f ->
                switch (f.name()) {
                  case "vpc-id" -> f.values().contains(g.vpcId());
                  case "group-name" -> f.values().contains(g.groupName());
                  default -> throw new IllegalArgumentException(f.name());
                });
  }

  SecurityGroup group(String name, Map<String, String> tags) {
    var group =
        SecurityGroup.builder()
            .groupId("sg-" + ++last)
            .groupName(name)
            .vpcId("vpc-1")
            .tags(Ec2Tags.list(tags))
            .build();
    groups.add(group);
    return group;
  }

  SecurityGroupRule rule(String group, int from, int to, String cidr, Map<String, String> tags) {
    var rule =
        SecurityGroupRule.builder()
            .securityGroupRuleId("sgr-" + ++last)
            .groupId(group)
            .isEgress(false)
            .ipProtocol("tcp")
            .fromPort(from)
            .toPort(to)
            .cidrIpv4(cidr)
            .tags(Ec2Tags.list(tags))
            .build();
    rules.add(rule);
    return rule;
  }

  private Object make(CreateSecurityGroupRequest r) {
    if (groups.stream().anyMatch(g -> g.groupName().equals(r.groupName()))) {
      throw FakeAws.error("InvalidGroup.Duplicate", r.groupName() + " exists");
    }
    var group =
        group(r.groupName(), Map.of()).toBuilder().tags(tags(r.tagSpecifications())).build();
    groups.set(groups.size() - 1, group);
    return CreateSecurityGroupResponse.builder().groupId(group.groupId()).build();
  }

  private static List<Tag> tags(List<TagSpecification> specifications) {
    return specifications.stream().flatMap(s -> s.tags().stream()).toList();
  }

  private Object authorize(AuthorizeSecurityGroupIngressRequest r) {
    var p = r.ipPermissions().getFirst();
    var cidr = p.ipRanges().getFirst().cidrIp();
    var same =
        rules.stream()
            .filter(x -> x.groupId().equals(r.groupId()) && x.ipProtocol().equals(p.ipProtocol()))
            .filter(x -> x.fromPort().equals(p.fromPort()) && x.toPort().equals(p.toPort()))
            .anyMatch(x -> cidr.equals(x.cidrIpv4()));
    if (same) {
      throw FakeAws.error("InvalidPermission.Duplicate", "the rule exists");
    }
    rule(r.groupId(), p.fromPort(), p.toPort(), cidr, Map.of());
    rules.set(
        rules.size() - 1, rules.getLast().toBuilder().tags(tags(r.tagSpecifications())).build());
    return AuthorizeSecurityGroupIngressResponse.builder().build();
  }

  private Object revoke(RevokeSecurityGroupIngressRequest r) {
    for (var id : r.securityGroupRuleIds()) {
      if (!rules.removeIf(x -> x.securityGroupRuleId().equals(id))) {
        throw FakeAws.error("InvalidSecurityGroupRuleId.NotFound", id);
      }
    }
    return RevokeSecurityGroupIngressResponse.builder().build();
  }

  private Object tag(CreateTagsRequest r) {
    rules.replaceAll(
        x ->
            r.resources().contains(x.securityGroupRuleId())
                ? x.toBuilder().tags(joined(x.tags(), r.tags())).build()
                : x);
    groups.replaceAll(
        x ->
            r.resources().contains(x.groupId())
                ? x.toBuilder().tags(joined(x.tags(), r.tags())).build()
                : x);
    return CreateTagsResponse.builder().build();
  }

  private static List<Tag> joined(List<Tag> has, List<Tag> more) {
    var all = new ArrayList<>(has);
    all.addAll(more);
    return all;
  }

  /** The rules as {@code PORT-PORT CIDR}. */
  List<String> open() {
    return rules.stream()
        .map(r -> r.fromPort() + "-" + r.toPort() + " " + r.cidrIpv4())
        .sorted()
        .toList();
  }

  Optional<SecurityGroupRule> find(int port, String cidr) {
    return rules.stream().filter(r -> r.fromPort() == port && r.cidrIpv4().equals(cidr)).findAny();
  }
}
