package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several runs make the network at once, and people rename it: it stays one. */
final class NetworkAgreementTest {
  private static final String ONE = "10.0.0.0/20";
  private static final String TWO = "10.0.16.0/20";
  private static final Map<String, String> OWN =
      Map.of(LabTags.LAB, "eks-lab", LabTags.STAGE, "base");

  private final MemoryNetwork ec2 = new MemoryNetwork();
  private final AwsClients aws = ec2.fake().clients();
  private final Account account =
      new Account("123456789012", "aws", "eu-west-1", "arn:aws:iam::123456789012:user/me");
  private final LabTags tags = new LabTags("eks-lab", "eu-west-1", "base", "1");
  private final Vpc vpc = new Vpc(aws, account, tags, "eks-lab", "10.0.0.0/16");
  private final InternetGateway gateway = new InternetGateway(aws, account, tags, "eks-lab", vpc);
  private final List<Subnet> subnets =
      List.of(
          new Subnet(
              aws, account, tags, "eks-lab-public-1", vpc, new Subnet.Place(0, ONE, List.of())),
          new Subnet(
              aws, account, tags, "eks-lab-public-2", vpc, new Subnet.Place(1, TWO, List.of())));
  private final GuardDutyEndpoint guest = new GuardDutyEndpoint(aws, account, tags, vpc, subnets);
  private final RouteTable routes =
      new RouteTable(aws, account, tags, "eks-lab", vpc, gateway, subnets, guest);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  @AfterEach
  void close() {
    aws.close();
  }

  private <A> Observed<A> look(Resource<A> resource) {
    var seen = resource.observe(known);
    known.put(resource, seen);
    return seen;
  }

  private <A> Present<A> make(ManagedResource<A> resource) {
    var made = resource.create(work);
    known.put(resource, made);
    return made;
  }

  private <A> void remove(Resource<A> resource) {
    look(resource).present().ifPresent(p -> resource.delete(p, work));
  }

  private void all() {
    make(vpc);
    make(gateway);
    subnets.forEach(this::make);
    make(routes);
  }

  private Map<String, String> renamed() {
    return Map.of("Name", "the one of ours", LabTags.LAB, "eks-lab", LabTags.STAGE, "base");
  }

  @Test
  void aWholeNetworkIsMadeFoundAndRemoved() {
    all();

    assertThat(look(vpc).present()).isPresent();
    assertThat(vpc.diff(known.of(vpc), known)).isEqualTo(Change.none());
    assertThat(gateway.diff(known.of(gateway), known)).isEqualTo(Change.none());
    assertThat(routes.diff(known.of(routes), known)).isEqualTo(Change.none());

    remove(routes);
    remove(gateway);
    subnets.forEach(this::remove);
    remove(vpc);
    assertThat(ec2.vpcs).isEmpty();
    assertThat(ec2.gateways).isEmpty();
    assertThat(ec2.tables).isEmpty();
  }

  @Test
  void ofTwoVpcsMadeInOneMomentTheLowestIdCountsAndOursGoes() {
    ec2.ids.addAll(List.of("b"));
    ec2.then.put("vpc", () -> ec2.vpc("vpc-a", OWN));

    assertThat(make(vpc).id()).isEqualTo("vpc-a");

    assertThat(ec2.vpcs).containsOnlyKeys("vpc-a");
    assertThat(work.notices()).singleElement().asString().contains("vpc-a", "vpc-b");
  }

  @Test
  void theLowestIdIsOursThenTheOtherRunRemovesItsOwn() {
    ec2.ids.addAll(List.of("a"));
    ec2.then.put("vpc", () -> ec2.vpc("vpc-b", OWN));

    assertThat(make(vpc).id()).isEqualTo("vpc-a");
  }

  @Test
  void aVpcInUseCountsBeforeALowerId() {
    ec2.vpc("vpc-a", OWN);
    ec2.vpc("vpc-b", OWN);
    ec2.networkInterface("eni-1", "vpc-b", "subnet-1", "Amazon EKS eks-lab");

    assertThat(look(vpc).present().orElseThrow().id()).isEqualTo("vpc-b");

    ec2.networkInterface("eni-2", "vpc-a", "subnet-2", "somebody's");
    var present = look(vpc).present().orElseThrow();
    assertThat(present.id()).isEqualTo("vpc-a");
    assertThat(present.attributes().busy()).containsExactly("vpc-b");
  }

  @Test
  void duplicatesStopNothingAndUpRemovesThemWithAllThatIsInThem() {
    all();
    ec2.vpc("vpc-0", OWN);
    ec2.gateway("igw-0", "vpc-0", OWN);
    ec2.table("rtb-0", "vpc-0", OWN);
    ec2.gateway("igw-1", null, OWN);
    ec2.table("rtb-1", known.of(vpc).id(), OWN);

    var kept = known.of(vpc).id();
    var change = vpc.diff(look(vpc).present().orElseThrow(), known);
    assertThat(change.reason()).contains("vpc-0");
    assertThat(look(gateway).present().orElseThrow().attributes().surplus())
        .containsExactly("igw-1");
    assertThat(look(routes).present().orElseThrow().attributes().surplus())
        .containsExactly("rtb-1");

    vpc.update(known.of(vpc), work);
    gateway.update(known.of(gateway), work);
    routes.update(known.of(routes), work);

    assertThat(ec2.vpcs).containsOnlyKeys(kept);
    assertThat(ec2.gateways).hasSize(1);
    assertThat(ec2.tables).hasSize(1);
  }

  @Test
  void teardownTakesDuplicatesAlong() {
    all();
    ec2.vpc("vpc-0", OWN);
    ec2.subnet("subnet-0", "vpc-0", ONE, "eu-west-1a", OWN);
    ec2.gateway("igw-0", "vpc-0", OWN);
    ec2.gateway("igw-1", null, OWN);
    look(vpc);

    remove(routes);
    remove(gateway);
    subnets.forEach(this::remove);
    remove(vpc);

    assertThat(ec2.vpcs).isEmpty();
    assertThat(ec2.subnets).isEmpty();
    assertThat(ec2.gateways).isEmpty();
  }

  @Test
  void namesAreForPeople() {
    ec2.vpc("vpc-1", renamed());
    ec2.subnet("subnet-1", "vpc-1", ONE, "eu-west-1a", renamed());
    ec2.gateway("igw-1", "vpc-1", renamed());
    ec2.table("rtb-1", "vpc-1", renamed());

    assertThat(look(vpc).present()).isPresent();
    assertThat(look(subnets.getFirst()).present()).isPresent();
    assertThat(look(subnets.getLast()).present()).isEmpty();
    assertThat(look(gateway).present()).isPresent();
    assertThat(look(routes).present()).isPresent();
  }

  @Test
  void aSubnetThatAnotherRunMadeInThisMomentIsTaken() {
    make(vpc);
    ec2.subnet("subnet-1", known.of(vpc).id(), ONE, "eu-west-1a", OWN);

    assertThat(make(subnets.getFirst()).id()).isEqualTo("subnet-1");
  }

  @Test
  void aSubnetOfSomebodyElseInItsPlaceIsSaid() {
    make(vpc);
    ec2.subnet("subnet-1", known.of(vpc).id(), ONE, "eu-west-1a", Map.of());

    assertThatThrownBy(() -> make(subnets.getFirst())).hasMessageContaining("is taken");
  }

  @Test
  void ofTwoGatewaysTheAttachedOneCountsAndOursGoes() {
    make(vpc);
    ec2.then.put("igw", () -> ec2.gateway("igw-z", known.of(vpc).id(), OWN));

    assertThat(make(gateway).id()).isEqualTo("igw-z");
    assertThat(ec2.gateways).containsOnlyKeys("igw-z");
  }

  @Test
  void aGatewayOfSomebodyElseIsSaid() {
    make(vpc);
    ec2.gateway("igw-z", known.of(vpc).id(), Map.of());

    assertThatThrownBy(() -> make(gateway)).hasMessageContaining("already has an internet gateway");
  }

  @Test
  void ofTwoTablesTheOneThatASubnetUsesCounts() {
    make(vpc);
    make(gateway);
    subnets.forEach(this::make);
    var first = known.of(subnets.getFirst()).id();
    // After we chose ours, before our first association.
    ec2.then.put(
        "association",
        () -> {
          ec2.table("rtb-z", known.of(vpc).id(), OWN);
          ec2.associate("rtb-z", first);
        });

    assertThat(make(routes).id()).isEqualTo("rtb-z");
    assertThat(ec2.tables).containsOnlyKeys("rtb-z");
    assertThat(ec2.tables.get("rtb-z").associations()).hasSize(2);
  }

  @Test
  void guardDutysEndpointGoesWithItsGroupAndThoseOfOthersStay() {
    all();
    var id = known.of(vpc).id();
    var subnet = known.of(subnets.getFirst()).id();
    ec2.endpoints.add(endpoint("vpce-1", id, "com.amazonaws.eu-west-1.guardduty-data", true));
    ec2.endpoints.add(endpoint("vpce-2", id, "com.amazonaws.eu-west-1.ecr.api", false));
    ec2.networkInterface("eni-1", id, subnet, "VPC Endpoint Interface vpce-1");
    ec2.groups.add(group("sg-1", id, "GuardDutyManagedSecurityGroup-" + id));
    ec2.groups.add(group("sg-2", id, "mine"));

    remove(guest);

    assertThat(ec2.endpoints).extracting(e -> e.vpcEndpointId()).containsExactly("vpce-2");
    assertThat(ec2.groups).extracting(g -> g.groupId()).containsExactly("sg-2");
    assertThat(ec2.interfaces).isEmpty();
    assertThat(look(guest).present()).isEmpty();
  }

  private static software.amazon.awssdk.services.ec2.model.SecurityGroup group(
      String id, String vpc, String name) {
    return software.amazon.awssdk.services.ec2.model.SecurityGroup.builder()
        .groupId(id)
        .vpcId(vpc)
        .groupName(name)
        .build();
  }

  private static software.amazon.awssdk.services.ec2.model.VpcEndpoint endpoint(
      String id, String vpc, String service, boolean guardDuty) {
    return software.amazon.awssdk.services.ec2.model.VpcEndpoint.builder()
        .vpcEndpointId(id)
        .vpcId(vpc)
        .serviceName(service)
        .state("available")
        .tags(Ec2Tags.list(guardDuty ? Map.of("GuardDutyManaged", "true") : Map.of()))
        .build();
  }

  @Test
  void whatOthersPutIntoTheVpcIsNamedWithItsOwnerAndTheCommandAndNotWaitedFor() {
    make(vpc);
    var id = known.of(vpc).id();
    ec2.networkInterface(
        "eni-1", id, "s", "AWS Lambda VPC ENI-report-0a1b2c3d-1111-2222-3333-444455556666");
    ec2.networkInterface("eni-2", id, "s", "VPC Endpoint Interface vpce-2");
    ec2.networkInterface("eni-3", id, "s", "ELB app/shop/0123456789abcdef");
    ec2.endpoints.add(endpoint("vpce-2", id, "com.amazonaws.eu-west-1.ecr.api", false));
    ec2.groups.add(group("sg-2", id, "mine"));

    assertThatThrownBy(() -> vpc.delete(known.of(vpc), work))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e.getMessage())
                  .contains(
                      "eni-1 of the Lambda function report",
                      "eni-2 of the VPC endpoint vpce-2",
                      "eni-3 of the load balancer shop",
                      "com.amazonaws.eu-west-1.ecr.api",
                      "sg-2 (mine)");
              assertThat(e.next())
                  .contains(
                      "aws lambda delete-function --function-name report",
                      "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-2",
                      "aws elbv2 delete-load-balancer",
                      "aws ec2 delete-security-group --group-id sg-2");
            });
    assertThat(work.polls()).isLessThan(FakeWork.POLLS);
  }

  @Test
  void whatGoesByItselfIsWaitedFor() {
    make(vpc);
    var id = known.of(vpc).id();
    ec2.networkInterface("eni-1", id, "s", "arn:aws:ecs:eu-west-1:123456789012:attachment/1");
    ec2.networkInterface("eni-2", id, "s", "somebody's");

    assertThatThrownBy(() -> vpc.delete(known.of(vpc), work))
        .hasMessageContaining("eni-1 of an ECS task")
        .hasMessageContaining("eni-2 (somebody's), which is not fnk's");
    assertThat(work.polls()).isEqualTo(FakeWork.POLLS);
  }
}
