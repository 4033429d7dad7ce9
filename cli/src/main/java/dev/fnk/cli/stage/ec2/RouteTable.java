package dev.fnk.cli.stage.ec2;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RouteState;

/** The subnets' routes: all that is not the VPC goes to the internet gateway. */
public final class RouteTable implements Resource<RouteTable.Attributes> {
  private static final String ANYWHERE = "0.0.0.0/0";

  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final Vpc vpc;
  private final InternetGateway gateway;
  private final List<Subnet> subnets;

  /**
   * @param gateway id of the default route's gateway, if the route works
   * @param associations subnet id to association id
   */
  public record Attributes(Optional<String> gateway, Map<String, String> associations) {
    public Attributes {
      associations = Map.copyOf(associations);
    }
  }

  public RouteTable(
      AwsClients aws,
      Account account,
      LabTags tags,
      String name,
      Vpc vpc,
      InternetGateway gateway,
      List<Subnet> subnets) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.name = name;
    this.vpc = vpc;
    this.gateway = gateway;
    this.subnets = List.copyOf(subnets);
  }

  @Override
  public String type() {
    return "ec2:route-table";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Resource<?>> needs() {
    var needs = new ArrayList<Resource<?>>(subnets);
    needs.add(vpc);
    needs.add(gateway);
    return needs;
  }

  @Override
  public Observed<Attributes> observe(Known known) {
    return Observed.of(find());
  }

  private Optional<Present<Attributes>> find() {
    var found =
        aws
            .ec2()
            .describeRouteTablesPaginator(r -> r.filters(Ec2Tags.filters(tags, name)))
            .routeTables()
            .stream()
            .toList();
    return Ec2Tags.one(
            label(), found, software.amazon.awssdk.services.ec2.model.RouteTable::routeTableId)
        .map(this::present);
  }

  private Present<Attributes> present(software.amazon.awssdk.services.ec2.model.RouteTable t) {
    var gatewayId =
        t.routes().stream()
            .filter(r -> ANYWHERE.equals(r.destinationCidrBlock()) && r.gatewayId() != null)
            .filter(r -> r.state() == RouteState.ACTIVE)
            .map(software.amazon.awssdk.services.ec2.model.Route::gatewayId)
            .findFirst();
    var associations = new HashMap<String, String>();
    for (var a : t.associations()) {
      if (a.subnetId() != null) {
        associations.put(a.subnetId(), a.routeTableAssociationId());
      }
    }
    return new Present<>(
        t.routeTableId(),
        Optional.of(account.arn("ec2", "route-table/" + t.routeTableId())),
        gatewayId.isPresent() ? "available" : "no route",
        new Attributes(gatewayId, associations));
  }

  @Override
  public Change diff(Present<Attributes> present, Known known) {
    var is = present.attributes();
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
  public Present<Attributes> create(Work work) {
    var made =
        aws.ec2()
            .createRouteTable(
                r ->
                    r.vpcId(work.known().of(vpc).id())
                        .tagSpecifications(Ec2Tags.at(ResourceType.ROUTE_TABLE, tags.named(name))))
            .routeTable();
    work.until(
        "the route table to be known", work.deadlines().consistency(), () -> find().isPresent());
    return route(present(made), work);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    return route(present, work);
  }

  private Present<Attributes> route(Present<Attributes> present, Work work) {
    var id = present.id();
    var gatewayId = work.known().of(gateway).id();
    if (present.attributes().gateway().filter(gatewayId::equals).isEmpty()) {
      try {
        aws.ec2()
            .createRoute(
                r -> r.routeTableId(id).destinationCidrBlock(ANYWHERE).gatewayId(gatewayId));
      } catch (RuntimeException e) {
        if (!AwsErrors.is(e, "RouteAlreadyExists")) {
          throw e;
        }
        aws.ec2()
            .replaceRoute(
                r -> r.routeTableId(id).destinationCidrBlock(ANYWHERE).gatewayId(gatewayId));
      }
    }
    for (var subnet : subnets) {
      var subnetId = work.known().of(subnet).id();
      if (!present.attributes().associations().containsKey(subnetId)) {
        aws.ec2().associateRouteTable(r -> r.routeTableId(id).subnetId(subnetId));
      }
    }
    return work.await(
        "the routes to be known",
        work.deadlines().consistency(),
        () -> find().filter(t -> diff(t, work.known()) instanceof Change.None));
  }

  @Override
  public void delete(Present<Attributes> present, Work work) {
    for (var association : present.attributes().associations().values()) {
      Ec2Deletion.whenFree(
          work,
          () -> aws.ec2().disassociateRouteTable(r -> r.associationId(association)),
          List::of,
          "InvalidAssociationID.NotFound");
    }
    Ec2Deletion.whenFree(
        work,
        () -> aws.ec2().deleteRouteTable(r -> r.routeTableId(present.id())),
        List::of,
        "InvalidRouteTableID.NotFound");
  }
}
