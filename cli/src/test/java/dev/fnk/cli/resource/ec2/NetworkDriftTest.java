package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.Tag;

/** How a network differs from what is wanted, and what is done about it. */
final class NetworkDriftTest {
  private static final Account ACCOUNT =
      new Account("111122223333", "aws", "eu-west-1", "arn:aws:iam::111122223333:user/ann");
  private static final LabTags TAGS = new LabTags("eks-lab", "eu-west-1", "base", "1");
  private static final Map<String, String> OWN = Map.of(LabTags.LAB, "eks-lab");
  private static final String RANGE = "10.0.0.0/24";

  private final MemoryNetwork ec2 = new MemoryNetwork();
  private final FakeAws fake = ec2.fake();
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);
  private final Vpc vpc = vpc("10.0.0.0/16");
  private final InternetGateway gateway =
      new InternetGateway(fake.clients(), ACCOUNT, TAGS, "eks-lab", vpc);
  private final Subnet subnet = subnet(RANGE, List.of());
  private final RouteTable routes =
      new RouteTable(
          fake.clients(),
          ACCOUNT,
          TAGS,
          "eks-lab",
          vpc,
          gateway,
          List.of(subnet),
          new GuardDutyEndpoint(fake.clients(), ACCOUNT, TAGS, vpc, List.of(subnet)));

  private Vpc vpc(String range) {
    return new Vpc(fake.clients(), ACCOUNT, TAGS, "eks-lab", range);
  }

  private Subnet subnet(String range, List<String> zones) {
    return new Subnet(
        fake.clients(), ACCOUNT, TAGS, "eks-lab-public-1", vpc, new Subnet.Place(0, range, zones));
  }

  private <A> Present<A> make(ManagedResource<A> resource) {
    var made = resource.create(work);
    known.put(resource, made);
    return made;
  }

  private <A> Present<A> seen(ManagedResource<A> resource) {
    var present = resource.observe(known).present().orElseThrow();
    known.put(resource, present);
    return present;
  }

  private <A> Change change(ManagedResource<A> resource) {
    return resource.diff(seen(resource), known);
  }

  @Test
  void aVpcsRangeIsForLife() {
    var made = make(vpc);

    assertThat(made.arn()).contains("arn:aws:ec2:eu-west-1:111122223333:vpc/" + made.id());
    assertThat(vpc.label()).isEqualTo("ec2:vpc eks-lab");
    assertThat(change(vpc("10.1.0.0/16")))
        .isEqualTo(
            Change.refuse(
                "its range is 10.0.0.0/16, wanted is 10.1.0.0/16; a VPC cannot change its range: set"
                    + " network.vpcCidr back, or tear the lab down first"));
  }

  @Test
  void dnsNamesAreTurnedOn() {
    make(vpc);
    dns(true, false);
    assertThat(change(vpc)).isEqualTo(Change.update("DNS names are off"));
    dns(false, true);
    assertThat(change(vpc)).isEqualTo(Change.update("DNS names are off"));
    assertThatThrownBy(() -> vpc.update(seen(vpc), work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("the VPC to become available");

    dns(true, true);
    vpc.update(seen(vpc), work);
    assertThat(fake.requests(ModifyVpcAttributeRequest.class))
        .anyMatch(q -> q.enableDnsSupport() != null && q.enableDnsSupport().value())
        .anyMatch(q -> q.enableDnsHostnames() != null && q.enableDnsHostnames().value());
  }

  private void dns(boolean support, boolean names) {
    fake.on(
        Ec2Client.class,
        "describeVpcAttribute",
        DescribeVpcAttributeRequest.class,
        q ->
            DescribeVpcAttributeResponse.builder()
                .enableDnsSupport(v -> v.value(support))
                .enableDnsHostnames(v -> v.value(names))
                .build());
  }

  @Test
  void aVpcThatIsTooManyAndBusyIsSaidAndStays() {
    make(vpc);
    ec2.vpc("vpc-9", OWN);
    var present = seen(vpc);
    ec2.networkInterface("eni-1", "vpc-9", "s", "somebody's"); // since it was seen

    vpc.update(present, work);

    assertThat(work.notices())
        .containsExactly("vpc-9, a VPC of the lab that is too many, is still in use");
    assertThat(ec2.vpcs).containsKey("vpc-9");
  }

  @Test
  void aSubnetIsMadeWithTheTagsThatControllersLookFor() {
    make(vpc);

    var made = make(subnet);

    assertThat(ec2.subnets.get(made.id()).tags())
        .contains(
            tag("kubernetes.io/role/elb", "1"),
            tag("kubernetes.io/cluster/eks-lab", "shared"),
            tag(Ec2Tags.ROLE, "subnet-1"));
    assertThat(made.arn()).contains("arn:aws:ec2:eu-west-1:111122223333:subnet/" + made.id());
    assertThat(made.attributes().zone()).isEqualTo("eu-west-1a");
    assertThat(made.attributes().used()).isFalse();
    assertThat(change(subnet)).isEqualTo(Change.none());
    assertThat(subnet.update(made, work)).isEqualTo(made);
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Test
  void aSubnetsRangeIsForLifeAndItsZoneWhileItIsUsed() {
    make(vpc);
    var id = make(subnet).id();

    assertThat(change(subnet("10.0.9.0/24", List.of())).reason())
        .isEqualTo("its range is 10.0.0.0/24, wanted is 10.0.9.0/24; tear the lab down first");
    assertThat(change(subnet(RANGE, List.of("eu-west-1a", "eu-west-1b")))).isEqualTo(Change.none());
    var moved = subnet(RANGE, List.of("eu-west-1c", "eu-west-1b"));
    assertThat(change(moved))
        .isEqualTo(Change.replace("its zone is eu-west-1a, wanted is eu-west-1c"));

    ec2.networkInterface("eni-1", known.of(vpc).id(), id, "somebody's");
    assertThat(change(moved))
        .isEqualTo(
            Change.refuse(
                "its zone is eu-west-1a, wanted is eu-west-1c; it is in use: set network.zones"
                    + " back, or tear the lab down first"));
  }

  @Test
  void aVpcThatIsNotKnownYetIsWaitedForAndAnotherRefusalIsNot() {
    make(vpc);
    var codes = new ArrayDeque<>(List.of("InvalidVpcID.NotFound", "SubnetLimitExceeded"));
    fake.on(
        Ec2Client.class,
        "createSubnet",
        CreateSubnetRequest.class,
        _ -> {
          throw FakeAws.error(codes.pop(), "no");
        });

    assertThatThrownBy(() -> subnet.create(work)).hasMessageContaining("no");
    assertThat(codes).isEmpty();
  }

  @Test
  void withoutAVpcThereIsNoneOfIt() {
    assertThat(subnet.observe(known)).isInstanceOf(Absent.class);
    assertThat(routes.observe(known)).isInstanceOf(Absent.class);
    assertThatThrownBy(() -> subnet.create(work))
        .isInstanceOf(ResourceException.class)
        .hasMessage("ec2:vpc eks-lab does not exist");
  }

  @Test
  void aGatewayThatHangsFreeIsAttached() {
    make(vpc);
    ec2.gateway("igw-1", null, OWN);
    var present = seen(gateway);
    assertThat(present.state()).isEqualTo("detached");
    assertThat(change(gateway)).isEqualTo(Change.update("it is not attached to the VPC"));

    gateway.update(present, work);

    assertThat(seen(gateway).state()).isEqualTo("attached");
    assertThat(seen(gateway).arn())
        .contains("arn:aws:ec2:eu-west-1:111122223333:internet-gateway/igw-1");
    assertThat(change(gateway)).isEqualTo(Change.none());
  }

  private void network() {
    make(vpc);
    make(gateway);
    make(subnet);
    make(routes);
  }

  private void route(String gatewayId, String state) {
    var id = known.of(routes).id();
    ec2.tables.put(
        id,
        ec2.tables.get(id).toBuilder()
            .routes(
                Route.builder()
                    .destinationCidrBlock("0.0.0.0/0")
                    .gatewayId(gatewayId)
                    .state(state)
                    .build())
            .build());
  }

  @Test
  void aRouteThatLeadsNowhereIsReplaced() {
    network();
    assertThat(change(routes)).isEqualTo(Change.none());
    assertThat(seen(routes).arn().orElseThrow()).endsWith("route-table/" + seen(routes).id());
    assertThat(routes.needs()).hasSize(4);
    var way = known.of(gateway).id();
    var lost = Change.update("no default route to the internet gateway");
    route(way, "blackhole");
    assertThat(seen(routes).state()).isEqualTo("no route");
    assertThat(change(routes)).isEqualTo(lost);
    route("igw-other", "active");
    assertThat(change(routes)).isEqualTo(lost);
    fake.on(
        Ec2Client.class,
        "createRoute",
        CreateRouteRequest.class,
        _ -> {
          throw FakeAws.error("RouteAlreadyExists", "there");
        });
    fake.on(
        Ec2Client.class,
        "replaceRoute",
        ReplaceRouteRequest.class,
        q -> {
          route(q.gatewayId(), "active");
          return ReplaceRouteResponse.builder().build();
        });

    routes.update(seen(routes), work);

    assertThat(seen(routes).attributes().gateway()).contains(way);
    assertThat(change(routes)).isEqualTo(Change.none());
  }

  @Test
  void aSubnetThatLostItsTableGetsItAgain() {
    network();
    var id = known.of(routes).id();
    ec2.tables.put(id, ec2.tables.get(id).toBuilder().associations(List.of()).build());
    assertThat(change(routes)).isEqualTo(Change.update("eks-lab-public-1 does not use it"));

    routes.update(seen(routes), work);

    assertThat(change(routes)).isEqualTo(Change.none());
  }

  @Test
  void aRefusalOfRoutesIsNotWaitedFor() {
    network();
    route("igw-other", "active");
    fake.on(
        Ec2Client.class,
        "createRoute",
        CreateRouteRequest.class,
        _ -> {
          throw FakeAws.error("UnauthorizedOperation", "not you");
        });

    assertThatThrownBy(() -> routes.update(seen(routes), work)).hasMessageContaining("not you");
  }
}
