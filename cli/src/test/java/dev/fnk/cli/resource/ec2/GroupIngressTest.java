package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** Rules by which members of one group get into another. */
final class GroupIngressTest {
  private static final Account ACCOUNT =
      new Account("111122223333", "aws", "eu-west-1", "arn:aws:iam::111122223333:user/ann");
  private static final LabTags TAGS = new LabTags("eks-lab", "eu-west-1", "ecs", "1");
  private static final Map<String, String> OWN = Map.of(LabTags.LAB, "eks-lab");

  private final List<SecurityGroupRule> rules = new ArrayList<>();
  private final Deque<RuntimeException> failures = new ArrayDeque<>();
  private final FakeAws fake =
      new FakeAws()
          .on(
              Ec2Client.class,
              "describeSecurityGroupRules",
              DescribeSecurityGroupRulesRequest.class,
              _ -> DescribeSecurityGroupRulesResponse.builder().securityGroupRules(rules).build())
          .on(
              Ec2Client.class,
              "authorizeSecurityGroupIngress",
              AuthorizeSecurityGroupIngressRequest.class,
              this::authorize)
          .on(
              Ec2Client.class,
              "revokeSecurityGroupIngress",
              RevokeSecurityGroupIngressRequest.class,
              this::revoke);
  private final Vpc vpc = new Vpc(fake.clients(), ACCOUNT, TAGS, "eks-lab", "10.0.0.0/16");
  private final SecurityGroup containers = group("eks-lab-containers");
  private final SecurityGroup node = group("eks-lab-kubelet");
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  GroupIngressTest() {
    there(containers, "sg-containers");
    there(node, "sg-node");
  }

  private SecurityGroup group(String name) {
    return new SecurityGroup(
        fake.clients(), ACCOUNT, TAGS, vpc, SecurityGroup.Wanted.closed(name, "x"));
  }

  private void there(SecurityGroup group, String id) {
    known.put(
        group,
        new Present<>(
            id, Optional.empty(), "available", new SecurityGroup.Attributes(List.of(), true)));
  }

  private GroupIngress ingress(GroupIngress.Ports ports) {
    return new GroupIngress(
        fake.clients(), ACCOUNT, TAGS, GroupRef.of(containers), GroupRef.of(node), ports);
  }

  private void fail() {
    var failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  private Object authorize(AuthorizeSecurityGroupIngressRequest q) {
    fail();
    var p = q.ipPermissions().getFirst();
    rules.add(
        rule("sgr-new", p.ipProtocol(), p.userIdGroupPairs().getFirst().groupId()).toBuilder()
            .fromPort(p.fromPort())
            .toPort(p.toPort())
            .tags(q.tagSpecifications().getFirst().tags())
            .build());
    return AuthorizeSecurityGroupIngressResponse.builder().build();
  }

  private Object revoke(RevokeSecurityGroupIngressRequest q) {
    fail();
    rules.removeIf(r -> q.securityGroupRuleIds().contains(r.securityGroupRuleId()));
    return RevokeSecurityGroupIngressResponse.builder().build();
  }

  private static SecurityGroupRule rule(String id, String protocol, String source) {
    return SecurityGroupRule.builder()
        .securityGroupRuleId(id)
        .groupId("sg-containers")
        .ipProtocol(protocol)
        .fromPort(-1)
        .toPort(-1)
        .referencedGroupInfo(g -> g.groupId(source))
        .tags(Ec2Tags.list(OWN))
        .build();
  }

  private Present<GroupIngress.Attributes> seen(GroupIngress ingress) {
    return ingress.observe(known).present().orElseThrow();
  }

  @Test
  void itIsNamedByBothAndNeedsBoth() {
    var ingress = ingress(GroupIngress.Ports.all());

    assertThat(ingress.label())
        .isEqualTo("ec2:security-group-rule eks-lab-containers from eks-lab-kubelet");
    assertThat(ingress.needs()).containsExactly(containers, node);
    var ref = GroupRef.of(containers);
    assertThat(
            new GroupIngress(fake.clients(), ACCOUNT, TAGS, ref, ref, GroupIngress.Ports.all())
                .needs())
        .containsExactly(containers);
  }

  @Test
  void itOpensItsPortsToTheMembersOfTheOther() {
    var ingress = ingress(GroupIngress.Ports.tcp(10250));
    assertThat(ingress.observe(known)).isInstanceOf(Absent.class);

    var made = ingress.create(work);

    assertThat(made).isEqualTo(seen(ingress));
    assertThat(made.arn())
        .contains("arn:aws:ec2:eu-west-1:111122223333:security-group-rule/sgr-new");
    assertThat(made.attributes()).isEqualTo(new GroupIngress.Attributes("sg-containers", true));
    assertThat(ingress.diff(made, known)).isEqualTo(Change.none());
    assertThat(ingress.update(made, work)).isEqualTo(made);
    var asked = fake.requests(AuthorizeSecurityGroupIngressRequest.class).getFirst();
    assertThat(asked.groupId()).isEqualTo("sg-containers");
    assertThat(asked.ipPermissions().getFirst().fromPort()).isEqualTo(10250);
    assertThat(asked.ipPermissions().getFirst().toPort()).isEqualTo(10250);
    assertThat(ingress(GroupIngress.Ports.allTcp()).observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void allProtocolsHaveNoPorts() {
    var ingress = ingress(GroupIngress.Ports.all());

    ingress.create(work);

    var asked = fake.requests(AuthorizeSecurityGroupIngressRequest.class).getFirst();
    assertThat(asked.ipPermissions().getFirst().fromPort()).isNull();
    assertThat(seen(ingress).id()).isEqualTo("sgr-new");
  }

  @Test
  void anotherProtocolAnotherSourceAndAWayOutAreOtherRules() {
    rules.add(rule("sgr-1", "udp", "sg-node"));
    rules.add(rule("sgr-2", "-1", "sg-other"));
    rules.add(rule("sgr-3", "-1", "sg-node").toBuilder().isEgress(true).build());
    rules.add(SecurityGroupRule.builder().securityGroupRuleId("sgr-4").ipProtocol("-1").build());
    rules.add(rule("sgr-5", "tcp", "sg-node").toBuilder().fromPort(10250).toPort(10251).build());
    rules.add(rule("sgr-6", "tcp", "sg-node").toBuilder().fromPort(1).toPort(10250).build());

    assertThat(ingress(GroupIngress.Ports.all()).observe(known)).isInstanceOf(Absent.class);
    assertThat(ingress(GroupIngress.Ports.tcp(10250)).observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void aRuleThatIsThereAlreadyAndGroupsNotYetKnownAreNoError() {
    failures.add(FakeAws.error("InvalidGroup.NotFound", "not yet"));
    failures.add(FakeAws.error("InvalidPermission.Duplicate", "there"));
    rules.add(rule("sgr-1", "-1", "sg-node"));

    assertThat(ingress(GroupIngress.Ports.all()).create(work).id()).isEqualTo("sgr-1");
    assertThat(failures).isEmpty();

    failures.add(FakeAws.error("RulesPerSecurityGroupLimitExceeded", "too many"));
    assertThatThrownBy(() -> ingress(GroupIngress.Ports.all()).create(work))
        .hasMessageContaining("too many");
  }

  @Test
  void withoutAGroupThereIsNoRule() {
    known.put(node, new Absent<>());

    assertThat(ingress(GroupIngress.Ports.all()).observe(known)).isInstanceOf(Absent.class);
    assertThatThrownBy(() -> ingress(GroupIngress.Ports.all()).create(work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("eks-lab-kubelet does not exist");
  }

  @Test
  void itsOwnGoesAndOneByAnotherHandServesAndStays() {
    var ingress = ingress(GroupIngress.Ports.all());
    rules.add(rule("sgr-1", "-1", "sg-node").toBuilder().tags(List.of()).build());
    assertThat(seen(ingress).attributes().own()).isFalse();
    ingress.delete(seen(ingress), work);
    assertThat(rules).hasSize(1);
    assertThat(work.notices()).containsExactly("sgr-1 stays: it is not by fnk");

    rules.clear();
    rules.add(rule("sgr-2", "-1", "sg-node"));
    ingress.delete(seen(ingress), work);
    assertThat(rules).isEmpty();
  }

  @Test
  void oneThatIsGoneIsNoErrorAndAnotherErrorIs() {
    var ingress = ingress(GroupIngress.Ports.all());
    rules.add(rule("sgr-1", "-1", "sg-node"));
    var present = seen(ingress);
    failures.add(FakeAws.error("InvalidGroup.NotFound", "gone"));
    failures.add(FakeAws.error("InvalidSecurityGroupRuleId.NotFound", "gone"));

    ingress.delete(present, work);
    ingress.delete(present, work);
    assertThat(failures).isEmpty();

    failures.add(FakeAws.error("UnauthorizedOperation", "no"));
    assertThatThrownBy(() -> ingress.delete(present, work)).hasMessageContaining("no");
  }
}
