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
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** The VPC's way to the internet, attached. */
public final class InternetGateway implements ManagedResource<InternetGateway.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final Vpc vpc;

  /**
   * @param vpcs ids of the VPCs it is attached to
   * @param surplus ids of further gateways of the lab that are attached to nothing
   */
  public record Attributes(List<String> vpcs, List<String> surplus) {
    public Attributes {
      vpcs = List.copyOf(vpcs);
      surplus = List.copyOf(surplus);
    }
  }

  public InternetGateway(AwsClients aws, Account account, LabTags tags, String name, Vpc vpc) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.name = name;
    this.vpc = vpc;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ec2:internet-gateway", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of(vpc);
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return Observed.of(find(known.find(vpc).map(Present::id)));
  }

  /** The one of the VPC; else one that hangs free, left there by a run that was ended. */
  private Optional<Present<Attributes>> find(Optional<String> vpcId) {
    var candidates =
        aws
            .ec2()
            .describeInternetGatewaysPaginator(r -> r.filters(Ec2Tags.lab(tags)))
            .internetGateways()
            .stream()
            .filter(g -> vpcs(g).isEmpty() || vpcId.isEmpty() || vpcs(g).contains(vpcId.get()))
            .toList();
    return Agreed.on(
            candidates,
            Comparator.comparing(
                    (software.amazon.awssdk.services.ec2.model.InternetGateway g) ->
                        vpcs(g).isEmpty())
                .thenComparing(
                    software.amazon.awssdk.services.ec2.model.InternetGateway::internetGatewayId))
        .map(
            a -> {
              var id = a.one().internetGatewayId();
              return new Present<>(
                  id,
                  Optional.of(account.arn("ec2", "internet-gateway/" + id)),
                  vpcs(a.one()).isEmpty() ? "detached" : "attached",
                  new Attributes(
                      vpcs(a.one()),
                      a.surplus().stream()
                          .filter(g -> vpcs(g).isEmpty())
                          .map(g -> g.internetGatewayId())
                          .toList()));
            });
  }

  private static List<String> vpcs(software.amazon.awssdk.services.ec2.model.InternetGateway g) {
    return g.attachments().stream().map(InternetGatewayAttachment::vpcId).toList();
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    if (!present.attributes().surplus().isEmpty()) {
      return Change.update(
          "the lab has another that nothing uses, which goes: "
              + String.join(", ", present.attributes().surplus()));
    }
    return known
        .find(vpc)
        .filter(v -> present.attributes().vpcs().contains(v.id()))
        .map(_ -> Change.none())
        .orElseGet(() -> Change.update("it is not attached to the VPC"));
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var made =
        aws.ec2()
            .createInternetGateway(
                r ->
                    r.tagSpecifications(
                        Ec2Tags.at(
                            ResourceType.INTERNET_GATEWAY,
                            Ec2Tags.as(tags, name, "internet-gateway"))))
            .internetGateway();
    return attached(made.internetGatewayId(), context);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    present.attributes().surplus().forEach(this::drop);
    return attached(present.id(), context);
  }

  private Present<Attributes> attached(String id, ResourceContext context) {
    var vpcId = context.known().of(vpc).id();
    var mine =
        context.retry(
            "the gateway to be known",
            context.deadlines().consistency(),
            e -> AwsErrors.is(e, "InvalidInternetGatewayID.NotFound", "InvalidVpcID.NotFound"),
            () -> attach(id, vpcId));
    if (!mine) {
      drop(id);
    }
    return context.await(
        "the gateway to be attached",
        context.deadlines().consistency(),
        () -> find(Optional.of(vpcId)).filter(g -> g.attributes().vpcs().contains(vpcId)));
  }

  /** Whether the VPC has this gateway now, and not one that another run gave it. */
  private boolean attach(String id, String vpcId) {
    try {
      aws.ec2().attachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpcId));
      return true;
    } catch (RuntimeException e) {
      if (AwsErrors.is(e, "Resource.AlreadyAssociated")) {
        return true;
      }
      // EC2: "Network VPC already has an internet gateway attached"
      var other = find(Optional.of(vpcId)).filter(g -> g.attributes().vpcs().contains(vpcId));
      if (other.isPresent() && !AwsErrors.is(e, "InvalidVpcID.NotFound")) {
        return other.get().id().equals(id);
      }
      throw e;
    }
  }

  private void drop(String id) {
    try {
      aws.ec2().deleteInternetGateway(r -> r.internetGatewayId(id));
    } catch (RuntimeException e) {
      // Gone, or another run has a use for it after all.
      if (!AwsErrors.is(e, "InvalidInternetGatewayID.NotFound", "DependencyViolation")) {
        throw e;
      }
    }
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    var id = present.id();
    present.attributes().surplus().forEach(this::drop);
    for (var vpcId : present.attributes().vpcs()) {
      Ec2Deletion.whenFree(
          context,
          () -> aws.ec2().detachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpcId)),
          () -> new Blockers(aws, tags).interfaces("vpc-id", vpcId),
          "Gateway.NotAttached",
          "InvalidInternetGatewayID.NotFound");
    }
    Ec2Deletion.whenFree(
        context,
        () -> aws.ec2().deleteInternetGateway(r -> r.internetGatewayId(id)),
        List::of,
        "InvalidInternetGatewayID.NotFound");
  }
}
