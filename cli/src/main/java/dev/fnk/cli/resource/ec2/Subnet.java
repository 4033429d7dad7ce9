package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * A public subnet. Nothing gets a public address here unasked; tasks ask for theirs. The tags are
 * those by which controllers in an EKS cluster find the subnets of load balancers
 * (docs.aws.amazon.com/eks/latest/userguide/network-reqs.html).
 */
public final class Subnet implements ManagedResource<Subnet.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final Vpc vpc;
  private final Place place;

  /**
   * Where it is.
   *
   * @param index which of the lab's subnets, from 0, and which of the zones
   * @param zones names or ids of the zones to use; empty: chosen from those of the region
   */
  public record Place(int index, String cidr, List<String> zones) {
    public Place {
      zones = List.copyOf(zones);
    }
  }

  /**
   * @param zone name of its zone
   * @param zoneId id of its zone
   * @param used whether there are network interfaces in it; read only where its zone is not the
   *     wanted one
   */
  public record Attributes(String cidr, String zone, String zoneId, String vpc, boolean used) {}

  public Subnet(AwsClients aws, Account account, LabTags tags, String name, Vpc vpc, Place place) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.name = name;
    this.vpc = vpc;
    this.place = place;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ec2:subnet", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of(vpc);
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return Observed.of(known.find(vpc).flatMap(v -> find(v.id())));
  }

  private Optional<Present<Attributes>> find(String vpcId) {
    return in(vpcId).stream()
        .filter(s -> Ec2Tags.value(s.tags(), LabTags.LAB).filter(tags.lab()::equals).isPresent())
        .filter(this::isIt)
        .min(Comparator.comparing(software.amazon.awssdk.services.ec2.model.Subnet::subnetId))
        .map(
            s ->
                new Present<>(
                    s.subnetId(),
                    Optional.of(account.arn("ec2", "subnet/" + s.subnetId())),
                    s.stateAsString(),
                    attributes(s)));
  }

  private Attributes attributes(software.amazon.awssdk.services.ec2.model.Subnet s) {
    var zoneId = s.availabilityZoneId() == null ? "" : s.availabilityZoneId();
    var used =
        !inZone(s.availabilityZone(), zoneId)
            && aws
                .ec2()
                .describeNetworkInterfacesPaginator(
                    r -> r.filters(Ec2Tags.filter("subnet-id", s.subnetId())))
                .networkInterfaces()
                .stream()
                .findAny()
                .isPresent();
    return new Attributes(s.cidrBlock(), s.availabilityZone(), zoneId, s.vpcId(), used);
  }

  /** Whether its zone is the one that the settings name; any will do if they name none. */
  private boolean inZone(String name, String id) {
    return place.zones().isEmpty() || Set.of(name, id).contains(place.zones().get(place.index()));
  }

  private List<software.amazon.awssdk.services.ec2.model.Subnet> in(String vpcId) {
    return aws
        .ec2()
        .describeSubnetsPaginator(r -> r.filters(Ec2Tags.filter("vpc-id", vpcId)))
        .subnets()
        .stream()
        .toList();
  }

  /** fnk 0.1.0 gave it no role, but a name, which people change. */
  private boolean isIt(software.amazon.awssdk.services.ec2.model.Subnet subnet) {
    return Ec2Tags.value(subnet.tags(), Ec2Tags.ROLE)
        .map(role()::equals)
        .orElseGet(
            () ->
                subnet.cidrBlock().equals(place.cidr())
                    || Ec2Tags.value(subnet.tags(), "Name").filter(name::equals).isPresent());
  }

  private String role() {
    return "subnet-" + (place.index() + 1);
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    if (!present.attributes().cidr().equals(place.cidr())) {
      return Change.refuse(
          "its range is %s, wanted is %s; tear the lab down first"
              .formatted(present.attributes().cidr(), place.cidr()));
    }
    var is = present.attributes();
    if (inZone(is.zone(), is.zoneId())) {
      return Change.none();
    }
    var words =
        "its zone is %s, wanted is %s".formatted(is.zone(), place.zones().get(place.index()));
    return is.used()
        ? Change.refuse(
            words + "; it is in use: set network.zones back, or tear the lab down first")
        : Change.replace(words);
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var vpcId = context.known().of(vpc).id();
    var zoneName = Zones.choose(aws, place.index(), place.zones());
    Map<String, String> all = new HashMap<>(Ec2Tags.as(tags, name, role()));
    all.put("kubernetes.io/role/elb", "1");
    all.put("kubernetes.io/cluster/" + tags.lab(), "shared");
    context.retry(
        "the VPC to be known",
        context.deadlines().consistency(),
        e -> AwsErrors.is(e, "InvalidVpcID.NotFound"),
        () -> make(vpcId, zoneName, all));
    return context.await(
        "the subnet to become available",
        context.deadlines().consistency(),
        () -> find(vpcId).filter(s -> s.state().equals("available")));
  }

  private boolean make(String vpcId, String zoneName, Map<String, String> all) {
    try {
      aws.ec2()
          .createSubnet(
              r ->
                  r.vpcId(vpcId)
                      .availabilityZone(zoneName)
                      .cidrBlock(place.cidr())
                      .tagSpecifications(Ec2Tags.at(ResourceType.SUBNET, all)));
      return true;
    } catch (RuntimeException e) {
      // Another run made it in this moment; or somebody has put a subnet there.
      if (!AwsErrors.is(e, "InvalidSubnet.Conflict")
          || (find(vpcId).isEmpty()
              && in(vpcId).stream().anyMatch(s -> s.cidrBlock().equals(place.cidr())))) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return present;
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    Ec2Deletion.whenFree(
        context,
        () -> aws.ec2().deleteSubnet(r -> r.subnetId(present.id())),
        () -> new Blockers(aws, tags).interfaces("subnet-id", present.id()),
        "InvalidSubnetID.NotFound");
  }
}
