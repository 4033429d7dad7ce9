package dev.fnk.cli.resource.eks;

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
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Usage;
import dev.fnk.cli.resource.ec2.RouteTable;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import dev.fnk.cli.resource.iam.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;

/**
 * The Kubernetes control plane. EKS takes some ten minutes to make one; while it does, the state is
 * {@code CREATING}, and making it again means waiting on.
 */
public final class EksCluster implements ManagedResource<EksCluster.Attributes> {
  private static final String ACTIVE = "ACTIVE";

  private final AwsClients aws;
  private final LabTags tags;
  private final EksSettings wanted;
  private final VersionSupport support;
  private final ApiServer api;
  private final ClusterAdmins admins;
  private final ClusterReader reader;
  private final Parts parts;

  /** What it is made of. */
  public record Parts(Role role, SecurityGroup group, List<Subnet> subnets, RouteTable routes) {
    public Parts {
      subnets = List.copyOf(subnets);
    }
  }

  /**
   * @param supportType {@code STANDARD} or {@code EXTENDED}; empty if it is not told
   * @param created when; long ago if it is not told
   * @param endpoint empty until there is one
   * @param certificateAuthority PEM in base64, empty until there is one
   * @param group id of the security group that EKS made for it; empty until there is one
   */
  public record Attributes(
      String version,
      String supportType,
      Instant created,
      String endpoint,
      String certificateAuthority,
      String group,
      Set<String> endpointCidrs,
      boolean privateAccess,
      boolean accessEntries,
      ClusterAdmins.Is admins) {
    public Attributes {
      endpointCidrs = Set.copyOf(endpointCidrs);
    }
  }

  public EksCluster(
      AwsClients aws,
      Account account,
      LabTags tags,
      EksSettings wanted,
      VersionSupport support,
      Parts parts) {
    this.admins = new ClusterAdmins(aws, tags, account, wanted.name(), wanted.admins());
    this.reader = new ClusterReader(aws, tags, wanted.name(), admins);
    this.support = support;
    this.api = new ApiServer(aws, wanted.name());
    this.aws = aws;
    this.tags = tags;
    this.wanted = wanted;
    this.parts = parts;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("eks:cluster", wanted.name());
  }

  /** Its API server. */
  public ApiServer api() {
    return api;
  }

  /** How it is reached now, whoever made it. */
  ClusterEndpoint endpoint() {
    return reader.endpoint();
  }

  public boolean narrowed() {
    return wanted.narrowed();
  }

  @Override
  public List<Resource<?>> needs() {
    var needs = new ArrayList<Resource<?>>(parts.subnets());
    needs.add(parts.role());
    needs.add(parts.group());
    needs.add(parts.routes());
    return needs;
  }

  @Override
  public List<Usage> usage(ObservedState known) {
    var version = known.find(this).map(EksCluster::version).orElse(wanted.version());
    return List.of(new Usage.ControlPlane(support.extended(version)));
  }

  @Override
  public List<String> notes(ObservedState known) {
    var is = known.find(this).map(Present::attributes);
    var notes = new ArrayList<>(support.notes(wanted, is));
    notes.addAll(admins.notes(is.map(Attributes::admins).orElse(ClusterAdmins.Is.NONE)));
    return notes;
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return reader.read();
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    switch (present.state()) {
      case "CREATING", "UPDATING", "PENDING" -> {
        return Change.update("it is still " + present.state());
      }
      case "DELETING", "FAILED" -> {
        return Change.replace("it is " + present.state());
      }
      default -> {}
    }
    var drift = drift(is);
    return drift.isEmpty()
        ? Change.none()
        : Change.update(String.join("; ", drift.stream().map(ClusterDrift::reason).toList()));
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    context.retry(
        "the role to be assumable",
        context.deadlines().consistency(),
        EksRefusals::roleNotYet,
        () -> submit(context));
    return settled(context);
  }

  private boolean submit(ResourceContext context) {
    try {
      aws.eks()
          .createCluster(
              r ->
                  r.name(name())
                      .version(wanted.version())
                      .roleArn(context.known().of(parts.role()).attributes().arn())
                      .bootstrapSelfManagedAddons(true)
                      .upgradePolicy(u -> u.supportType(wanted.supportType()))
                      .accessConfig(
                          a ->
                              a.authenticationMode(AuthenticationMode.API_AND_CONFIG_MAP)
                                  .bootstrapClusterCreatorAdminPermissions(true))
                      .resourcesVpcConfig(
                          v ->
                              v.subnetIds(
                                      parts.subnets().stream()
                                          .map(s -> context.known().of(s).id())
                                          .toList())
                                  .securityGroupIds(context.known().of(parts.group()).id())
                                  .endpointPublicAccess(true)
                                  .endpointPrivateAccess(wanted.narrowed())
                                  .publicAccessCidrs(wanted.endpointCidrs()))
                      .tags(tags.named(name())));
      return true;
    } catch (UnsupportedAvailabilityZoneException e) {
      throw EksRefusals.zones(e);
    } catch (ResourceInUseException e) {
      if (observe(context.known()) instanceof Present<Attributes>) {
        return false; // a run before this one asked for it
      }
      throw e;
    }
  }

  private Present<Attributes> answering(ResourceContext context) {
    var present = active(context);
    api.awaitAnswer(present, context);
    return present;
  }

  private Present<Attributes> active(ResourceContext context) {
    var settled =
        context.await(
            "the cluster to become ACTIVE",
            context.deadlines().cluster(),
            () ->
                observe(context.known()) instanceof Present<Attributes> p
                        && Set.of(ACTIVE, "FAILED").contains(p.state())
                    ? Optional.of(p)
                    : Optional.empty());
    if (settled.state().equals(ACTIVE)) {
      return settled;
    }
    throw new ResourceException(
        "EKS could not make it: " + EksRefusals.issues(aws.eks(), name()),
        "fnk up makes it anew; fnk teardown removes it");
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return settled(context);
  }

  /** It answers, and is what is wanted. */
  private Present<Attributes> settled(ResourceContext context) {
    var now = answering(context);
    return new ClusterUpdate(aws, wanted, admins, this, context)
        .apply(drift(now.attributes()), now);
  }

  private List<ClusterDrift> drift(Attributes is) {
    return ClusterDrift.of(wanted, is, support.extended(is.version()), admins);
  }

  private static String version(Present<Attributes> cluster) {
    return cluster.attributes().version();
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    if (!present.state().equals("DELETING")) {
      try {
        context.retry(
            "EKS to take the deletion",
            context.deadlines().cluster(),
            e -> AwsErrors.is(e, "ResourceInUseException") && underWay(context),
            () -> aws.eks().deleteCluster(r -> r.name(name())));
      } catch (ResourceNotFoundException e) {
        return;
      }
    }
    context.untilGone("the cluster", context.deadlines().cluster(), this);
  }

  /** EKS deletes no cluster that it is still making or changing. */
  private boolean underWay(ResourceContext context) {
    return observe(context.known()) instanceof Present<Attributes> p
        && Set.of("CREATING", "UPDATING").contains(p.state());
  }
}
