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
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

/** A VPC with DNS names, which EKS asks for. */
public final class Vpc implements Resource<Vpc.Attributes> {
  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final String cidr;

  /**
   * @param dns whether both DNS attributes are on
   */
  public record Attributes(String cidr, boolean dns) {}

  public Vpc(AwsClients aws, Account account, LabTags tags, String name, String cidr) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.name = name;
    this.cidr = cidr;
  }

  @Override
  public String type() {
    return "ec2:vpc";
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(Known known) {
    return Observed.of(find());
  }

  private Optional<Present<Attributes>> find() {
    var found =
        aws.ec2().describeVpcsPaginator(r -> r.filters(Ec2Tags.filters(tags, name))).vpcs().stream()
            .toList();
    return Ec2Tags.one(label(), found, software.amazon.awssdk.services.ec2.model.Vpc::vpcId)
        .map(
            v ->
                new Present<>(
                    v.vpcId(),
                    Optional.of(account.arn("ec2", "vpc/" + v.vpcId())),
                    v.stateAsString(),
                    new Attributes(v.cidrBlock(), dns(v.vpcId()))));
  }

  private boolean dns(String id) {
    var support =
        aws.ec2()
            .describeVpcAttribute(r -> r.vpcId(id).attribute(VpcAttributeName.ENABLE_DNS_SUPPORT))
            .enableDnsSupport();
    var names =
        aws.ec2()
            .describeVpcAttribute(r -> r.vpcId(id).attribute(VpcAttributeName.ENABLE_DNS_HOSTNAMES))
            .enableDnsHostnames();
    return support.value() && names.value();
  }

  @Override
  public Change diff(Present<Attributes> present, Known known) {
    var is = present.attributes();
    if (!is.cidr().equals(cidr)) {
      return Change.refuse(
          "its range is %s, wanted is %s; a VPC cannot change its range: set network.vpcCidr back,"
                  .formatted(is.cidr(), cidr)
              + " or tear the lab down first");
    }
    return is.dns() ? Change.none() : Change.update("DNS names are off");
  }

  @Override
  public Present<Attributes> create(Work work) {
    var made =
        aws.ec2()
            .createVpc(
                r ->
                    r.cidrBlock(cidr)
                        .tagSpecifications(Ec2Tags.at(ResourceType.VPC, tags.named(name))))
            .vpc();
    return ready(made.vpcId(), work);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    return ready(present.id(), work);
  }

  private Present<Attributes> ready(String id, Work work) {
    work.retry(
        "the VPC to be known",
        work.deadlines().consistency(),
        e -> AwsErrors.is(e, "InvalidVpcID.NotFound"),
        () -> aws.ec2().modifyVpcAttribute(r -> r.vpcId(id).enableDnsSupport(v -> v.value(true))));
    aws.ec2().modifyVpcAttribute(r -> r.vpcId(id).enableDnsHostnames(v -> v.value(true)));
    return work.await(
        "the VPC to become available",
        work.deadlines().consistency(),
        () -> find().filter(v -> v.state().equals("available") && v.attributes().dns()));
  }

  @Override
  public void delete(Present<Attributes> present, Work work) {
    Ec2Deletion.whenFree(
        work,
        () -> aws.ec2().deleteVpc(r -> r.vpcId(present.id())),
        () -> Ec2Deletion.users(aws, "vpc-id", present.id()),
        "InvalidVpcID.NotFound");
  }
}
