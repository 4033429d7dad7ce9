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
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;

/**
 * A VPC with DNS names, which EKS asks for. EC2 makes as many as it is asked for: of several, all
 * runs take the one that is in use, then the one with subnets, then the lowest id, and remove the
 * others.
 */
public final class Vpc implements ManagedResource<Vpc.Attributes> {
  private static final String ROLE_NAME = "vpc";

  /** How many looks in a row have to see the same before what others made counts as seen. */
  private static final int LOOKS = 5;

  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final String name;
  private final String cidr;

  /**
   * @param dns whether both DNS attributes are on
   * @param surplus ids of further VPCs of the lab in which nothing runs
   * @param busy ids of further VPCs of the lab in which something runs
   */
  public record Attributes(String cidr, boolean dns, List<String> surplus, List<String> busy) {
    public Attributes {
      surplus = List.copyOf(surplus);
      busy = List.copyOf(busy);
    }
  }

  /** A VPC of the lab, and what tells it from others of it. */
  private record Candidate(
      software.amazon.awssdk.services.ec2.model.Vpc vpc, boolean used, boolean divided) {
    private static final Comparator<Candidate> RANK =
        Comparator.comparing((Candidate c) -> !c.used())
            .thenComparing(c -> !c.divided())
            .thenComparing(Candidate::id);

    String id() {
      return vpc.vpcId();
    }
  }

  public Vpc(AwsClients aws, Account account, LabTags tags, String name, String cidr) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.name = name;
    this.cidr = cidr;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ec2:vpc", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return Observed.of(find());
  }

  private Optional<Present<Attributes>> find() {
    return agreed()
        .map(
            a -> {
              var v = a.one().vpc();
              return new Present<>(
                  v.vpcId(),
                  Optional.of(account.arn("ec2", "vpc/" + v.vpcId())),
                  v.stateAsString(),
                  new Attributes(
                      v.cidrBlock(),
                      dns(v.vpcId()),
                      a.surplus().stream().filter(c -> !c.used()).map(Candidate::id).toList(),
                      a.surplus().stream().filter(Candidate::used).map(Candidate::id).toList()));
            });
  }

  private Optional<Agreed<Candidate>> agreed() {
    var all = all();
    var alone = all.size() == 1; // then nothing has to be told apart
    return Agreed.on(
        all.stream()
            .map(v -> new Candidate(v, !alone && used(v.vpcId()), !alone && divided(v.vpcId())))
            .toList(),
        Candidate.RANK);
  }

  private List<software.amazon.awssdk.services.ec2.model.Vpc> all() {
    return aws.ec2().describeVpcsPaginator(r -> r.filters(Ec2Tags.lab(tags))).vpcs().stream()
        .toList();
  }

  private boolean used(String id) {
    return aws
        .ec2()
        .describeNetworkInterfacesPaginator(r -> r.filters(Ec2Tags.filter("vpc-id", id)))
        .networkInterfaces()
        .stream()
        .findAny()
        .isPresent();
  }

  private boolean divided(String id) {
    return aws
        .ec2()
        .describeSubnetsPaginator(r -> r.filters(Ec2Tags.filter("vpc-id", id)))
        .subnets()
        .stream()
        .findAny()
        .isPresent();
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
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    if (!is.cidr().equals(cidr)) {
      return Change.refuse(
          "its range is %s, wanted is %s; a VPC cannot change its range: set network.vpcCidr back,"
                  .formatted(is.cidr(), cidr)
              + " or tear the lab down first");
    }
    if (!is.surplus().isEmpty()) {
      return Change.update(
          "the lab has another VPC that nothing uses, which goes: "
              + String.join(", ", is.surplus()));
    }
    return is.dns() ? Change.none() : Change.update("DNS names are off");
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var mine =
        aws.ec2()
            .createVpc(
                r ->
                    r.cidrBlock(cidr)
                        .tagSpecifications(
                            Ec2Tags.at(ResourceType.VPC, Ec2Tags.as(tags, name, ROLE_NAME))))
            .vpc()
            .vpcId();
    var agreed = settled(mine, context);
    if (!agreed.equals(mine)) {
      context.notice("another run of fnk has made %s: %s goes".formatted(agreed, mine));
      new WholeVpc(aws, tags, mine).delete();
    }
    return ready(agreed, context);
  }

  /**
   * The VPC that counts, once all that were made in the same moment can be seen: what EC2 has just
   * made is not in every answer at once.
   */
  private String settled(String mine, ResourceContext context) {
    var seen = new ArrayDeque<List<String>>();
    context.until(
        "the VPC to be known to all",
        context.deadlines().consistency(),
        () -> {
          var ids = all().stream().map(v -> v.vpcId()).sorted().toList();
          if (!seen.isEmpty() && !seen.getLast().equals(ids)) {
            seen.clear();
          }
          seen.addLast(ids);
          return ids.contains(mine) && seen.size() >= LOOKS;
        });
    return agreed().map(a -> a.one().id()).orElse(mine);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    for (var id : present.attributes().surplus()) {
      if (!new WholeVpc(aws, tags, id).delete()) {
        context.notice("%s, a VPC of the lab that is too many, is still in use".formatted(id));
      }
    }
    return ready(present.id(), context);
  }

  private Present<Attributes> ready(String id, ResourceContext context) {
    context.retry(
        "the VPC to be known",
        context.deadlines().consistency(),
        e -> AwsErrors.is(e, "InvalidVpcID.NotFound"),
        () -> aws.ec2().modifyVpcAttribute(r -> r.vpcId(id).enableDnsSupport(v -> v.value(true))));
    aws.ec2().modifyVpcAttribute(r -> r.vpcId(id).enableDnsHostnames(v -> v.value(true)));
    return context.await(
        "the VPC to become available",
        context.deadlines().consistency(),
        () -> find().filter(v -> v.state().equals("available") && v.attributes().dns()));
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    var is = present.attributes();
    Stream.of(is.surplus(), is.busy(), List.of(present.id()))
        .flatMap(List::stream)
        .forEach(
            id ->
                Ec2Deletion.whenFree(
                    context,
                    new WholeVpc(aws, tags, id)::attempt,
                    () -> new Blockers(aws, tags).ofVpc(id),
                    "InvalidVpcID.NotFound"));
  }
}
