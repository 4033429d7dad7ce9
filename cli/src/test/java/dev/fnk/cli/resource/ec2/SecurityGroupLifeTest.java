package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.PortRange;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.stage.FakeWork;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;

/** How a security group comes and goes, error by error. */
final class SecurityGroupLifeTest {
  private static final Account ACCOUNT =
      new Account("111122223333", "aws", "eu-west-1", "arn:aws:iam::111122223333:user/ann");
  private static final LabTags TAGS = new LabTags("eks-lab", "eu-west-1", "ecs", "1");

  private final MemoryGroups ec2 = new MemoryGroups();
  private final FakeAws fake = new FakeAws();
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);
  private final Vpc vpc;

  SecurityGroupLifeTest() {
    ec2.answer(fake);
    fake.on(
        Ec2Client.class,
        "deleteSecurityGroup",
        DeleteSecurityGroupRequest.class,
        q -> {
          if (!ec2.groups.removeIf(g -> g.groupId().equals(q.groupId()))) {
            throw FakeAws.error("InvalidGroup.NotFound", "gone");
          }
          return DeleteSecurityGroupResponse.builder().build();
        });
    vpc = new Vpc(fake.clients(), ACCOUNT, TAGS, "eks-lab", "10.0.0.0/16");
    known.put(
        vpc,
        new Present<>(
            "vpc-1",
            Optional.empty(),
            "available",
            new Vpc.Attributes("10.0.0.0/16", true, List.of(), List.of())));
  }

  private SecurityGroup closed(String name) {
    return new SecurityGroup(
        fake.clients(), ACCOUNT, TAGS, vpc, SecurityGroup.Wanted.closed(name, "x"));
  }

  private SecurityGroup open() {
    return new SecurityGroup(
        fake.clients(),
        ACCOUNT,
        TAGS,
        vpc,
        new SecurityGroup.Wanted(
            "eks-lab-containers",
            "x",
            Optional.of("pods"),
            List.of(new Opening("0.0.0.0/0", new PortRange(80, 80)))));
  }

  private Optional<String> role() {
    return Ec2Tags.value(ec2.groups.getLast().tags(), Ec2Tags.ROLE);
  }

  @Test
  void itIsMadeWithItsRoleAndGoesAgain() {
    var group = closed("eks-lab-kubelet");
    assertThat(group.observe(known)).isInstanceOf(Absent.class);
    assertThat(group.observe(new ObservedState())).isInstanceOf(Absent.class);

    var made = group.create(work);

    assertThat(made.arn())
        .contains("arn:aws:ec2:eu-west-1:111122223333:security-group/" + made.id());
    assertThat(role()).contains("kubelet");
    assertThat(group.label()).isEqualTo("ec2:security-group eks-lab-kubelet");
    assertThat(group.needs()).containsExactly(vpc);
    closed("apart").create(work);
    assertThat(role()).contains("apart");

    group.delete(made, work);
    assertThat(group.observe(known)).isInstanceOf(Absent.class);
    group.delete(made, work);
  }

  @Test
  void aVpcThatIsNotKnownYetIsWaitedForAndAnotherRefusalIsNot() {
    var codes = new ArrayDeque<>(List.of("InvalidVpcID.NotFound", "SecurityGroupLimitExceeded"));
    fake.on(
        Ec2Client.class,
        "createSecurityGroup",
        CreateSecurityGroupRequest.class,
        _ -> {
          throw FakeAws.error(codes.pop(), "no");
        });

    assertThatThrownBy(() -> closed("eks-lab-kubelet").create(work)).hasMessageContaining("no");
    assertThat(codes).isEmpty();
  }

  @Test
  void aRuleThatAnotherRunMakesInThisMomentIsTakenAndARefusalIsSaid() {
    var group = open();
    fake.on(
        Ec2Client.class,
        "authorizeSecurityGroupIngress",
        AuthorizeSecurityGroupIngressRequest.class,
        q -> {
          ec2.rule(q.groupId(), 80, 80, "0.0.0.0/0", Map.of(LabTags.LAB, "eks-lab"));
          throw FakeAws.error("InvalidPermission.Duplicate", "there");
        });
    group.create(work);
    assertThat(ec2.open()).containsExactly("80-80 0.0.0.0/0");

    ec2.rules.clear();
    var present = group.observe(known).present().orElseThrow();
    fake.on(
        Ec2Client.class,
        "authorizeSecurityGroupIngress",
        AuthorizeSecurityGroupIngressRequest.class,
        q -> {
          throw FakeAws.error("RulesPerSecurityGroupLimitExceeded", "too many");
        });
    assertThatThrownBy(() -> group.update(present, work)).hasMessageContaining("too many");
  }

  @Test
  void aClosedGroupSaysOnlyWhatOthersOpened() {
    var group = closed("eks-lab-kubelet");
    var id = group.create(work).id();
    assertThat(group.opens()).isEmpty();
    assertThat(group.open(group.observe(known).present().orElseThrow())).isEmpty();

    ec2.rule(id, 22, 22, "192.0.2.7/32", Map.of());

    assertThat(group.open(group.observe(known).present().orElseThrow()))
        .contains("eks-lab-kubelet: tcp 22 to 192.0.2.7/32 (not by fnk)");
  }
}
