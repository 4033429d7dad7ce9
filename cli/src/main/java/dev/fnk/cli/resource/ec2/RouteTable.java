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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteState;

/** The subnets' routes: all that is not the VPC goes to the internet gateway. */
public final class RouteTable implements ManagedResource<RouteTable.Attributes> {
  private static final String ANYWHERE = "0.0.0.0/0";

  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final Vpc vpc;
  private final InternetGateway gateway;
  private final List<Subnet> subnets;
  private final GuardDutyEndpoint guest;

  /**
   * @param gateway id of the default route's gateway, if the route works
   * @param associations subnet id to association id
   * @param surplus ids of further tables of the lab that no subnet uses
   */
  public record Attributes(
      Optional<String> gateway, Map<String, String> associations, List<String> surplus) {
    public Attributes {
      associations = Map.copyOf(associations);
      surplus = List.copyOf(surplus);
    }
  }

  public RouteTable(
      AwsClients aws,
      Account account,
      LabTags tags,
      String name,
      Vpc vpc,
      InternetGateway gateway,
      List<Subnet> subnets,
      GuardDutyEndpoint guest) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.name = name;
    this.vpc = vpc;
    this.gateway = gateway;
    this.subnets = List.copyOf(subnets);
    this.guest = guest;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ec2:route-table", name);
  }

  @Override
  public List<Resource<?>> needs() {
    var needs = new ArrayList<Resource<?>>(subnets);
    needs.add(vpc);
    needs.add(gateway);
    needs.add(guest); // all that runs in the subnets goes before their routes, and that before it
    return needs;
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return Observed.of(known.find(vpc).flatMap(v -> find(v.id())));
  }

  /** The one that subnets use; where none does, the lowest id. */
  private Optional<Present<Attributes>> find(String vpcId) {
    var candidates =
        aws
            .ec2()
            .describeRouteTablesPaginator(
                r -> r.filters(Ec2Tags.lab(tags), Ec2Tags.filter("vpc-id", vpcId)))
            .routeTables()
            .stream()
            .toList();
    return Agreed.on(
            candidates,
            Comparator.comparing(
                    (software.amazon.awssdk.services.ec2.model.RouteTable t) ->
                        associations(t).isEmpty())
                .thenComparing(software.amazon.awssdk.services.ec2.model.RouteTable::routeTableId))
        .map(
            a ->
                present(
                    a.one(),
                    a.surplus().stream()
                        .filter(t -> associations(t).isEmpty())
                        .map(t -> t.routeTableId())
                        .toList()));
  }

  private static Map<String, String> associations(
      software.amazon.awssdk.services.ec2.model.RouteTable t) {
    var associations = new HashMap<String, String>();
    for (var a : t.associations()) {
      if (a.subnetId() != null) {
        associations.put(a.subnetId(), a.routeTableAssociationId());
      }
    }
    return associations;
  }

  private Present<Attributes> present(
      software.amazon.awssdk.services.ec2.model.RouteTable t, List<String> surplus) {
    var gatewayId =
        t.routes().stream()
            .filter(r -> ANYWHERE.equals(r.destinationCidrBlock()) && r.gatewayId() != null)
            .filter(r -> r.state() == RouteState.ACTIVE)
            .map(software.amazon.awssdk.services.ec2.model.Route::gatewayId)
            .findFirst();
    return new Present<>(
        t.routeTableId(),
        Optional.of(account.arn("ec2", "route-table/" + t.routeTableId())),
        gatewayId.isPresent() ? "available" : "no route",
        new Attributes(gatewayId, associations(t), surplus));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    if (!is.surplus().isEmpty()) {
      return Change.update(
          "the lab has another that nothing uses, which goes: " + String.join(", ", is.surplus()));
    }
    var wanted = known.find(gateway).map(Present::id);
    if (wanted.isEmpty() || !is.gateway().equals(wanted)) {
      return Change.update("no default route to the internet gateway");
    }
    for (var subnet : subnets) {
      var id = known.find(subnet).map(Present::id);
      if (id.isEmpty() || !is.associations().containsKey(id.get())) {
        return Change.update("%s does not use it".formatted(subnet.name()));
      }
    }
    return Change.none();
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var vpcId = context.known().of(vpc).id();
    var mine =
        aws.ec2()
            .createRouteTable(
                r ->
                    r.vpcId(vpcId)
                        .tagSpecifications(
                            Ec2Tags.at(
                                ResourceType.ROUTE_TABLE, Ec2Tags.as(tags, name, "route-table"))))
            .routeTable()
            .routeTableId();
    context.until(
        "the route table to be known",
        context.deadlines().consistency(),
        () -> find(vpcId).filter(t -> all(t).contains(mine)).isPresent());
    return routed(vpcId, context);
  }

  private static List<String> all(Present<Attributes> table) {
    return Stream.concat(Stream.of(table.id()), table.attributes().surplus().stream()).toList();
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return routed(context.known().of(vpc).id(), context);
  }

  /** Looks again each time: another run may have settled on another table. */
  private Present<Attributes> routed(String vpcId, ResourceContext context) {
    return context.await(
        "the routes to be known",
        context.deadlines().consistency(),
        () ->
            find(vpcId)
                .flatMap(
                    t -> {
                      if (diff(t, context.known()) instanceof Change.None) {
                        return Optional.of(t);
                      }
                      t.attributes().surplus().forEach(this::drop);
                      route(t, context);
                      return find(vpcId)
                          .filter(n -> diff(n, context.known()) instanceof Change.None);
                    }));
  }

  private void route(Present<Attributes> present, ResourceContext context) {
    var id = present.id();
    var gatewayId = context.known().of(gateway).id();
    try {
      if (present.attributes().gateway().filter(gatewayId::equals).isEmpty()) {
        lead(id, gatewayId);
      }
      for (var subnet : subnets) {
        var subnetId = context.known().of(subnet).id();
        if (!present.attributes().associations().containsKey(subnetId)) {
          aws.ec2().associateRouteTable(r -> r.routeTableId(id).subnetId(subnetId));
        }
      }
    } catch (RuntimeException e) {
      // Not yet known everywhere, or another run was faster: the next look tells.
      if (!AwsErrors.is(
          e,
          "InvalidRouteTableID.NotFound",
          "InvalidSubnetID.NotFound",
          "InvalidGatewayID.NotFound",
          "InvalidInternetGatewayID.NotFound",
          "Resource.AlreadyAssociated")) {
        throw e;
      }
    }
  }

  private void lead(String id, String gatewayId) {
    try {
      aws.ec2()
          .createRoute(r -> r.routeTableId(id).destinationCidrBlock(ANYWHERE).gatewayId(gatewayId));
    } catch (RuntimeException e) {
      if (!AwsErrors.is(e, "RouteAlreadyExists")) {
        throw e;
      }
      aws.ec2()
          .replaceRoute(
              r -> r.routeTableId(id).destinationCidrBlock(ANYWHERE).gatewayId(gatewayId));
    }
  }

  private void drop(String id) {
    try {
      aws.ec2().deleteRouteTable(r -> r.routeTableId(id));
    } catch (RuntimeException e) {
      // Gone, or another run has a use for it after all.
      if (!AwsErrors.is(e, "InvalidRouteTableID.NotFound", "DependencyViolation")) {
        throw e;
      }
    }
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    present.attributes().surplus().forEach(this::drop);
    for (var association : present.attributes().associations().values()) {
      Ec2Deletion.whenFree(
          context,
          () -> aws.ec2().disassociateRouteTable(r -> r.associationId(association)),
          List::of,
          "InvalidAssociationID.NotFound");
    }
    Ec2Deletion.whenFree(
        context,
        () -> aws.ec2().deleteRouteTable(r -> r.routeTableId(present.id())),
        List::of,
        "InvalidRouteTableID.NotFound");
  }
}
