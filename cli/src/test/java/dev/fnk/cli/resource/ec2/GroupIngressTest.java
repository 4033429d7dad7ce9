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

  private GroupIngress ingress(List<Traffic> wanted) {
    return new GroupIngress(
        fake.clients(), ACCOUNT, TAGS, GroupRef.of(containers), GroupRef.of(node), wanted);
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
        rule(
                "sgr-new-" + rules.size(),
                p.ipProtocol(),
                p.fromPort(),
                p.toPort(),
                p.userIdGroupPairs().getFirst().groupId())
            .toBuilder()
            .tags(q.tagSpecifications().getFirst().tags())
            .build());
    return AuthorizeSecurityGroupIngressResponse.builder().build();
  }

  private Object revoke(RevokeSecurityGroupIngressRequest q) {
    fail();
    rules.removeIf(r -> q.securityGroupRuleIds().contains(r.securityGroupRuleId()));
    return RevokeSecurityGroupIngressResponse.builder().build();
  }

  /** A rule of ours. */
  private static SecurityGroupRule rule(
      String id, String protocol, int from, int to, String source) {
    return SecurityGroupRule.builder()
        .securityGroupRuleId(id)
        .groupId("sg-containers")
        .ipProtocol(protocol)
        .fromPort(from)
        .toPort(to)
        .referencedGroupInfo(g -> g.groupId(source))
        .tags(Ec2Tags.list(OWN))
        .build();
  }

  private static SecurityGroupRule port(String id, int port) {
    return rule(id, "tcp", port, port, "sg-node");
  }

  private static SecurityGroupRule byAnother(SecurityGroupRule rule) {
    return rule.toBuilder().tags(List.of()).build();
  }

  private List<String> ids() {
    return rules.stream().map(SecurityGroupRule::securityGroupRuleId).toList();
  }

  private Present<GroupIngress.Attributes> seen(GroupIngress ingress) {
    return ingress.observe(known).present().orElseThrow();
  }

  @Test
  void itIsNamedByBothAndNeedsBoth() {
    var ingress = ingress(Traffic.tcp(10350));

    assertThat(ingress.label())
        .isEqualTo("ec2:security-group-rule eks-lab-containers from eks-lab-kubelet");
    assertThat(ingress.needs()).containsExactly(containers, node);
    var ref = GroupRef.of(containers);
    assertThat(new GroupIngress(fake.clients(), ACCOUNT, TAGS, ref, ref, Traffic.tcp(1)).needs())
        .containsExactly(containers);
  }

  @Test
  void itOpensItsPortToTheMembersOfTheOther() {
    var ingress = ingress(Traffic.tcp(10350));
    assertThat(ingress.observe(known)).isInstanceOf(Absent.class);

    var made = ingress.create(work);

    assertThat(made).isEqualTo(seen(ingress));
    assertThat(made.arn())
        .contains("arn:aws:ec2:eu-west-1:111122223333:security-group-rule/sgr-new-0");
    assertThat(made.attributes())
        .isEqualTo(
            new GroupIngress.Attributes(
                "sg-containers", List.of("sgr-new-0"), List.of(), List.of(), List.of()));
    assertThat(ingress.diff(made, known)).isEqualTo(Change.none());
    assertThat(ingress.update(made, work)).isEqualTo(made);
    var asked = fake.requests(AuthorizeSecurityGroupIngressRequest.class);
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().groupId()).isEqualTo("sg-containers");
    assertThat(asked.getFirst().ipPermissions().getFirst().fromPort()).isEqualTo(10350);
    assertThat(asked.getFirst().ipPermissions().getFirst().toPort()).isEqualTo(10350);
  }

  @Test
  void allButOnePortIsARuleForEachPart() {
    var ingress = ingress(Traffic.allBut(10350));

    ingress.create(work);

    assertThat(rules)
        .extracting(r -> r.ipProtocol() + " " + r.fromPort() + "-" + r.toPort())
        .containsExactly("tcp 0-10349", "tcp 10351-65535", "udp 0-65535", "icmp -1--1");
    assertThat(ingress.diff(seen(ingress), known)).isEqualTo(Change.none());
  }

  @Test
  void whatIsMissingIsAddedAndWhatIsTooMuchOfItsOwnGoes() {
    var ingress = ingress(Traffic.tcp(10350));
    rules.add(rule("sgr-1", "tcp", 0, 65535, "sg-node")); // as an fnk before this one made it
    rules.add(byAnother(port("sgr-2", 5432)));

    assertThat(ingress.diff(seen(ingress), known))
        .isEqualTo(Change.update("it does not admit tcp 10350"));
    var now = ingress.update(seen(ingress), work);

    assertThat(ids()).containsExactly("sgr-2", "sgr-new-2");
    assertThat(ingress.diff(now, known)).isEqualTo(Change.none());
    rules.add(rule("sgr-3", "-1", -1, -1, "sg-node"));
    assertThat(ingress.diff(seen(ingress), known))
        .isEqualTo(Change.update("it admits more than tcp 10350"));
    ingress.update(seen(ingress), work);
    assertThat(ids()).containsExactly("sgr-2", "sgr-new-2");
  }

  @Test
  void aRunThatWasCutOffIsFinished() {
    var ingress = ingress(Traffic.allBut(10350));
    rules.add(rule("sgr-1", "tcp", 0, 10349, "sg-node"));

    assertThat(ingress.diff(seen(ingress), known))
        .isEqualTo(Change.update("it does not admit tcp 10351-65535, udp 0-65535, icmp"));
    ingress.update(seen(ingress), work);

    assertThat(ingress.diff(seen(ingress), known)).isEqualTo(Change.none());
    assertThat(rules).hasSize(4);
  }

  @Test
  void anotherSourceAWayOutAndWhatAnotherOpenedBesidesAreOtherRules() {
    rules.add(rule("sgr-1", "tcp", 10350, 10350, "sg-other"));
    rules.add(port("sgr-2", 10350).toBuilder().isEgress(true).build());
    rules.add(SecurityGroupRule.builder().securityGroupRuleId("sgr-3").ipProtocol("tcp").build());
    rules.add(byAnother(rule("sgr-4", "udp", 10350, 10350, "sg-node")));
    rules.add(byAnother(rule("sgr-5", "tcp", 10350, 10351, "sg-node")));
    rules.add(byAnother(rule("sgr-6", "tcp", 1, 10350, "sg-node")));

    assertThat(ingress(Traffic.tcp(10350)).observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void aRuleThatIsThereAlreadyAndGroupsNotYetKnownAreNoError() {
    failures.add(FakeAws.error("InvalidGroup.NotFound", "not yet"));
    failures.add(FakeAws.error("InvalidPermission.Duplicate", "there"));
    rules.add(port("sgr-1", 443));

    assertThat(ingress(Traffic.tcp(443)).create(work).id()).isEqualTo("sgr-1");
    assertThat(failures).isEmpty();

    failures.add(FakeAws.error("RulesPerSecurityGroupLimitExceeded", "too many"));
    assertThatThrownBy(() -> ingress(Traffic.tcp(443)).create(work))
        .hasMessageContaining("too many");
  }

  @Test
  void withoutAGroupThereIsNoRule() {
    known.put(node, new Absent<>());

    assertThat(ingress(Traffic.tcp(443)).observe(known)).isInstanceOf(Absent.class);
    assertThatThrownBy(() -> ingress(Traffic.tcp(443)).create(work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("eks-lab-kubelet does not exist");
  }

  @Test
  void itsOwnGoAndOneByAnotherHandServesAndStays() {
    var ingress = ingress(Traffic.tcp(443));
    rules.add(byAnother(port("sgr-1", 443)));
    assertThat(ingress.diff(seen(ingress), known)).isEqualTo(Change.none());
    ingress.delete(seen(ingress), work);
    assertThat(rules).hasSize(1);
    assertThat(work.notices()).containsExactly("sgr-1 stays: it is not by fnk");

    rules.clear();
    rules.add(port("sgr-2", 443));
    rules.add(port("sgr-3", 80)); // no longer wanted
    ingress.delete(seen(ingress), work);
    assertThat(rules).isEmpty();
  }

  @Test
  void oneThatIsGoneIsNoErrorAndAnotherErrorIs() {
    var ingress = ingress(Traffic.tcp(443));
    rules.add(port("sgr-1", 443));
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
