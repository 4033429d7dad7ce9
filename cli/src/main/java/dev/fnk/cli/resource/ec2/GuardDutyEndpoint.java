package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * What GuardDuty's runtime monitoring puts into a VPC unasked once tasks run in it: an endpoint,
 * and a security group for it. Both are for this VPC only, nobody else removes them, and they keep
 * its subnets from being deleted
 * (docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring-agent-resource-clean-up.html).
 */
public final class GuardDutyEndpoint implements LeftoverResource<GuardDutyEndpoint.Attributes> {
  private static final String TAG = "GuardDutyManaged";
  private static final String SERVICE = ".guardduty-data";
  private static final String GROUP = "GuardDutyManagedSecurityGroup-";
  private static final Set<String> GONE = Set.of("deleting", "deleted");

  private final AwsClients aws;
  private final Account account;
  private final LabTags tags;
  private final Vpc vpc;
  private final List<Subnet> subnets;

  /**
   * @param endpoints ids of those that have not gone
   * @param groups ids of the groups made for them
   */
  public record Attributes(List<String> endpoints, List<String> groups) {
    public Attributes {
      endpoints = List.copyOf(endpoints);
      groups = List.copyOf(groups);
    }
  }

  public GuardDutyEndpoint(
      AwsClients aws, Account account, LabTags tags, Vpc vpc, List<Subnet> subnets) {
    this.aws = aws;
    this.account = account;
    this.tags = tags;
    this.vpc = vpc;
    this.subnets = List.copyOf(subnets);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ec2:vpc-endpoint", "guardduty-data");
  }

  @Override
  public List<Resource<?>> needs() {
    var needs = new ArrayList<Resource<?>>(subnets);
    needs.add(vpc);
    return needs;
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return known.find(vpc).map(v -> in(v.id())).orElseGet(Absent::new);
  }

  private Observed<Attributes> in(String vpcId) {
    var endpoints =
        aws
            .ec2()
            .describeVpcEndpointsPaginator(r -> r.filters(Ec2Tags.filter("vpc-id", vpcId)))
            .vpcEndpoints()
            .stream()
            .filter(GuardDutyEndpoint::isIts)
            .toList();
    var groups =
        aws
            .ec2()
            .describeSecurityGroupsPaginator(
                r ->
                    r.filters(
                        Ec2Tags.filter("vpc-id", vpcId),
                        Ec2Tags.filter("group-name", GROUP + vpcId)))
            .securityGroups()
            .stream()
            .map(g -> g.groupId())
            .toList();
    if (endpoints.isEmpty() && groups.isEmpty()) {
      return new Absent<>();
    }
    var ids = endpoints.stream().map(VpcEndpoint::vpcEndpointId).toList();
    return new Present<>(
        ids.isEmpty() ? groups.getFirst() : ids.getFirst(),
        ids.stream().findFirst().map(id -> account.arn("ec2", "vpc-endpoint/" + id)),
        endpoints.stream().findFirst().map(VpcEndpoint::stateAsString).orElse("available"),
        new Attributes(ids, groups));
  }

  private static boolean isIts(VpcEndpoint endpoint) {
    return endpoint.serviceName().endsWith(SERVICE)
        && Ec2Tags.value(endpoint.tags(), TAG).filter("true"::equalsIgnoreCase).isPresent()
        && !"deleted".equalsIgnoreCase(endpoint.stateAsString());
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    var endpoints = present.attributes().endpoints();
    if (!endpoints.isEmpty() && !GONE.contains(present.state())) {
      aws.ec2().deleteVpcEndpoints(r -> r.vpcEndpointIds(endpoints));
    }
    context.until(
        "GuardDuty's endpoint to be gone",
        context.deadlines().release(),
        () -> endpoints(context.known()).isEmpty());
    for (var group : present.attributes().groups()) {
      Ec2Deletion.whenFree(
          context,
          () -> aws.ec2().deleteSecurityGroup(r -> r.groupId(group)),
          () -> new Blockers(aws, tags).ofGroup(group),
          "InvalidGroup.NotFound");
    }
  }

  private List<String> endpoints(ObservedState known) {
    return observe(known).present().map(p -> p.attributes().endpoints()).orElseGet(List::of);
  }
}
