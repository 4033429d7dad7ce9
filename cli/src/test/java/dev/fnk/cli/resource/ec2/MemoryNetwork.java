package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.FakeAws;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** EC2's networks in memory, with what EC2 refuses. */
final class MemoryNetwork {
  static final String LAB = "eks-lab";

  final Map<String, Vpc> vpcs = new TreeMap<>();
  final Map<String, Subnet> subnets = new TreeMap<>();
  final Map<String, InternetGateway> gateways = new TreeMap<>();
  final Map<String, RouteTable> tables = new TreeMap<>();
  final List<NetworkInterface> interfaces = new ArrayList<>();
  final List<VpcEndpoint> endpoints = new ArrayList<>();
  final List<SecurityGroup> groups = new ArrayList<>();

  /** Ids that the next things made get; then numbers upward. */
  final List<String> ids = new ArrayList<>();

  /** Runs once after the next thing of a kind was made: another run, in the same moment. */
  final Map<String, Runnable> then = new TreeMap<>();

  private int last = 100;

  FakeAws fake() {
    var fake = new FakeAws();
    new NetworkReads(this).answer(fake);
    new NetworkWrites(this).answer(fake);
    return fake;
  }

  void made(String kind) {
    var other = then.remove(kind);
    if (other != null) {
      other.run();
    }
  }

  String next(String kind) {
    return ids.isEmpty() ? kind + "-" + ++last : kind + "-" + ids.removeFirst();
  }

  static void refuseIf(boolean used) {
    if (used) {
      throw FakeAws.error("DependencyViolation", "it has dependencies");
    }
  }

  static boolean holds(Collection<String> vpcs, String id) {
    return vpcs.contains(id);
  }

  static boolean attached(InternetGateway gateway, String vpc) {
    return gateway.attachments().stream().anyMatch(a -> vpc.equals(a.vpcId()));
  }

  Vpc vpc(String id, Map<String, String> tags) {
    var vpc =
        Vpc.builder()
            .vpcId(id)
            .cidrBlock("10.0.0.0/16")
            .state("available")
            .tags(Ec2Tags.list(tags))
            .build();
    vpcs.put(id, vpc);
    return vpc;
  }

  Subnet subnet(String id, String vpc, String cidr, String zone, Map<String, String> tags) {
    var subnet =
        Subnet.builder()
            .subnetId(id)
            .vpcId(vpc)
            .cidrBlock(cidr)
            .availabilityZone(zone)
            .state("available")
            .tags(Ec2Tags.list(tags))
            .build();
    subnets.put(id, subnet);
    return subnet;
  }

  InternetGateway gateway(
      String id, @org.jspecify.annotations.Nullable String vpc, Map<String, String> tags) {
    var attachments =
        vpc == null
            ? List.<InternetGatewayAttachment>of()
            : List.of(InternetGatewayAttachment.builder().vpcId(vpc).state("attached").build());
    var gateway =
        InternetGateway.builder()
            .internetGatewayId(id)
            .attachments(attachments)
            .tags(Ec2Tags.list(tags))
            .build();
    gateways.put(id, gateway);
    return gateway;
  }

  RouteTable table(String id, String vpc, Map<String, String> tags) {
    var table = RouteTable.builder().routeTableId(id).vpcId(vpc).tags(Ec2Tags.list(tags)).build();
    tables.put(id, table);
    return table;
  }

  void associate(String table, String subnet) {
    var t = tables.get(table);
    var all = new ArrayList<>(t.associations());
    all.add(
        RouteTableAssociation.builder()
            .routeTableAssociationId("rtbassoc-" + ++last)
            .subnetId(subnet)
            .main(false)
            .build());
    tables.put(table, t.toBuilder().associations(all).build());
  }

  void networkInterface(String id, String vpc, String subnet, String description) {
    interfaces.add(
        NetworkInterface.builder()
            .networkInterfaceId(id)
            .vpcId(vpc)
            .subnetId(subnet)
            .description(description)
            .status("in-use")
            .build());
  }

  static boolean in(String vpc, List<Filter> filters) {
    return is("vpc-id", vpc, filters);
  }

  static boolean is(String name, String value, List<Filter> filters) {
    return filters.stream()
        .filter(f -> f.name().equals(name))
        .allMatch(f -> f.values().contains(value));
  }

  static boolean tagged(List<Tag> tags, List<Filter> filters) {
    return filters.stream()
        .filter(f -> f.name().startsWith("tag:"))
        .allMatch(
            f ->
                Ec2Tags.value(tags, f.name().substring(4))
                    .filter(f.values()::contains)
                    .isPresent());
  }

  static Map<String, String> tags(List<TagSpecification> specifications) {
    return map(specifications.stream().flatMap(s -> s.tags().stream()).toList());
  }

  static Map<String, String> map(List<Tag> tags) {
    var map = new TreeMap<String, String>();
    tags.forEach(t -> map.put(t.key(), t.value()));
    return map;
  }
}
