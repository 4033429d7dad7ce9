package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.Cidr;
import dev.fnk.cli.config.PortRange;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Tag;

final class SecurityGroupTest {
  private static final String NAME = "eks-lab-containers";
  private static final String ALL = "0.0.0.0/0";
  private static final Map<String, String> OWN = Map.of(LabTags.LAB, "eks-lab");
  private static final Map<String, String> MARKED =
      Map.of(LabTags.LAB, "eks-lab", Ec2Tags.ROLE, "containers");

  private final MemoryGroups ec2 = new MemoryGroups();
  private final FakeAws fake = new FakeAws();
  private final AwsClients aws = clients();
  private final Account account =
      new Account("123456789012", "aws", "eu-west-1", "arn:aws:iam::123456789012:user/me");
  private final LabTags tags = new LabTags("eks-lab", "eu-west-1", "ecs", "1");
  private final Vpc vpc = new Vpc(aws, account, tags, "eks-lab", "10.0.0.0/16");
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  SecurityGroupTest() {
    known.put(
        vpc,
        new Present<>(
            "vpc-1",
            Optional.empty(),
            "available",
            new Vpc.Attributes("10.0.0.0/16", true, List.of(), List.of())));
  }

  private AwsClients clients() {
    ec2.answer(fake);
    return fake.clients();
  }

  @AfterEach
  void close() {
    aws.close();
  }

  private SecurityGroup open(List<String> cidrs, Integer... ports) {
    return new SecurityGroup(
        aws,
        account,
        tags,
        vpc,
        new SecurityGroup.Wanted(
            NAME,
            "Containers",
            Optional.of("pods"),
            Opening.of(
                cidrs.stream().map(Cidr::of).toList(),
                java.util.Arrays.stream(ports).map(p -> new PortRange(p, p)).toList())));
  }

  private Present<SecurityGroup.Attributes> seen(SecurityGroup group) {
    return group.observe(known).present().orElseThrow();
  }

  private Change change(SecurityGroup group) {
    return group.diff(seen(group), known);
  }

  @Test
  void eachPortOfEachRangeIsARuleOfItsOwnWithTheTagsOfTheLab() {
    var group = open(List.of(ALL, "192.0.2.0/24"), 80, 8080);

    var made = group.create(work);

    assertThat(ec2.open())
        .containsExactly(
            "80-80 0.0.0.0/0",
            "80-80 192.0.2.0/24",
            "8080-8080 0.0.0.0/0",
            "8080-8080 192.0.2.0/24");
    assertThat(ec2.rules)
        .allSatisfy(
            r ->
                assertThat(r.tags())
                    .contains(Tag.builder().key(LabTags.LAB).value("eks-lab").build()));
    assertThat(change(group)).isEqualTo(Change.none());
    assertThat(group.opens())
        .contains("pods: tcp 80, 8080 to 0.0.0.0/0; tcp 80, 8080 to 192.0.2.0/24");
    assertThat(group.open(made)).isEqualTo(group.opens());
  }

  @Test
  void aRuleOfSomebodyElseIsLeftAloneAndIsNoDrift() {
    var group = open(List.of(ALL), 80);
    var id = group.create(work).id();
    ec2.rule(id, 5432, 5432, "192.0.2.7/32", Map.of());
    ec2.rule(id, 22, 22, ALL, Map.of("team", "other"));

    assertThat(change(group)).isEqualTo(Change.none());
    assertThat(group.open(seen(group)).orElseThrow())
        .isEqualTo(
            "pods: tcp 80 to 0.0.0.0/0; tcp 5432 to 192.0.2.7/32 (not by fnk); tcp 22 to 0.0.0.0/0"
                + " (not by fnk)");

    var narrowed = open(List.of("198.51.100.0/24"), 80);
    narrowed.update(seen(narrowed), work);

    assertThat(ec2.open())
        .containsExactly("22-22 0.0.0.0/0", "5432-5432 192.0.2.7/32", "80-80 198.51.100.0/24");
    assertThat(change(narrowed)).isEqualTo(Change.none());
  }

  @Test
  void otherPortsOfTheSameRangeAreAnotherRule() {
    var group = open(List.of(ALL), 80, 443);
    group.create(work);

    var other = open(List.of(ALL), 443, 9000);
    assertThat(change(other).reason())
        .contains("not yet open: tcp 9000 to 0.0.0.0/0")
        .contains("not wanted: tcp 80 to 0.0.0.0/0");
    other.update(seen(other), work);

    assertThat(ec2.open()).containsExactly("443-443 0.0.0.0/0", "9000-9000 0.0.0.0/0");
  }

  @Test
  void theOpenDoorOfTheFirstReleaseIsClosedAndWhatIsWantedBecomesOurs() {
    var id = ec2.group(NAME, OWN).groupId();
    ec2.rule(id, 0, 65535, ALL, Map.of());
    ec2.rule(id, 5432, 5432, "192.0.2.7/32", Map.of());
    ec2.rule(id, 80, 80, ALL, Map.of());
    var group = open(List.of(ALL), 80);

    assertThat(change(group).reason()).contains("not wanted: tcp 0-65535 to 0.0.0.0/0");
    group.update(seen(group), work);

    assertThat(ec2.open()).containsExactly("5432-5432 192.0.2.7/32", "80-80 0.0.0.0/0");
    assertThat(ec2.find(80, ALL).orElseThrow().tags()).extracting(Tag::key).contains(LabTags.LAB);
    assertThat(change(group)).isEqualTo(Change.none());

    ec2.rule(id, 0, 65535, "192.0.2.7/32", Map.of()); // by hand, after that
    assertThat(change(group)).isEqualTo(Change.none());
  }

  @Test
  void aRuleThatSomebodyTakesAwayComesBackAndOneThatIsGoneIsNoError() {
    ec2.group(NAME, MARKED);
    var group = open(List.of(ALL), 80);
    var before = seen(group);
    group.update(before, work);
    ec2.rules.clear();

    assertThat(change(group)).isInstanceOf(Change.Update.class);
    group.update(seen(group), work);
    assertThat(ec2.open()).containsExactly("80-80 0.0.0.0/0");

    var closed = open(List.of(ALL));
    var stale = seen(closed);
    ec2.rules.clear();
    closed.update(stale, work);
    assertThat(closed.opens()).contains("pods: nothing");
  }

  @Test
  void aGroupOfAnotherIsNotTouched() {
    ec2.group(NAME, Map.of());

    assertThat(open(List.of(ALL), 80).observe(known)).isInstanceOf(Foreign.class);
  }

  @Test
  void aGroupThatAnotherRunMadeInThisMomentIsTaken() {
    var first = open(List.of(ALL), 80).create(work);

    assertThat(open(List.of(ALL), 80).create(work)).isEqualTo(first);
    assertThat(ec2.groups).hasSize(1);
  }
}
