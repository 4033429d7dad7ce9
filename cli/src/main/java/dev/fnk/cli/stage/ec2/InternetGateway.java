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
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** The VPC's way to the internet, attached. */
public final class InternetGateway implements Resource<InternetGateway.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final Vpc vpc;

  /**
   * @param vpcs ids of the VPCs it is attached to
   */
  public record Attributes(List<String> vpcs) {
    public Attributes {
      vpcs = List.copyOf(vpcs);
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
  public String type() {
    return "ec2:internet-gateway";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of(vpc);
  }

  @Override
  public Observed<Attributes> observe(Known known) {
    return Observed.of(find());
  }

  private Optional<Present<Attributes>> find() {
    var found =
        aws
            .ec2()
            .describeInternetGatewaysPaginator(r -> r.filters(Ec2Tags.filters(tags, name)))
            .internetGateways()
            .stream()
            .toList();
    return Ec2Tags.one(
            label(),
            found,
            software.amazon.awssdk.services.ec2.model.InternetGateway::internetGatewayId)
        .map(
            g -> {
              var vpcs = g.attachments().stream().map(InternetGatewayAttachment::vpcId).toList();
              return new Present<>(
                  g.internetGatewayId(),
                  Optional.of(account.arn("ec2", "internet-gateway/" + g.internetGatewayId())),
                  vpcs.isEmpty() ? "detached" : "attached",
                  new Attributes(vpcs));
            });
  }

  @Override
  public Change diff(Present<Attributes> present, Known known) {
    return known
        .find(vpc)
        .filter(v -> present.attributes().vpcs().contains(v.id()))
        .map(_ -> Change.none())
        .orElseGet(() -> Change.update("it is not attached to the VPC"));
  }

  @Override
  public Present<Attributes> create(Work work) {
    var made =
        aws.ec2()
            .createInternetGateway(
                r ->
                    r.tagSpecifications(
                        Ec2Tags.at(ResourceType.INTERNET_GATEWAY, tags.named(name))))
            .internetGateway();
    return attached(made.internetGatewayId(), work);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    return attached(present.id(), work);
  }

  private Present<Attributes> attached(String id, Work work) {
    var vpcId = work.known().of(vpc).id();
    work.retry(
        "the gateway to be known",
        work.deadlines().consistency(),
        e -> AwsErrors.is(e, "InvalidInternetGatewayID.NotFound", "InvalidVpcID.NotFound"),
        () -> attach(id, vpcId));
    return work.await(
        "the gateway to be attached",
        work.deadlines().consistency(),
        () -> find().filter(g -> g.attributes().vpcs().contains(vpcId)));
  }

  private boolean attach(String id, String vpcId) {
    try {
      aws.ec2().attachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpcId));
      return true;
    } catch (RuntimeException e) {
      if (AwsErrors.is(e, "Resource.AlreadyAssociated")) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void delete(Present<Attributes> present, Work work) {
    var id = present.id();
    for (var vpcId : present.attributes().vpcs()) {
      Ec2Deletion.whenFree(
          work,
          () -> aws.ec2().detachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpcId)),
          () -> Ec2Deletion.users(aws, "vpc-id", vpcId),
          "Gateway.NotAttached",
          "InvalidInternetGatewayID.NotFound");
    }
    Ec2Deletion.whenFree(
        work,
        () -> aws.ec2().deleteInternetGateway(r -> r.internetGatewayId(id)),
        List::of,
        "InvalidInternetGatewayID.NotFound");
  }
}
