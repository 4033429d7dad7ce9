package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.iam.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/**
 * The EKS access entry that makes the node role a Kubernetes node. Of its types only those of nodes
 * give a {@code system:} name, and of these HYBRID_LINUX takes it from the name of the role's
 * session: {@code system:node:{{SessionName}}}, in the groups system:nodes and system:bootstrappers
 * (docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html).
 */
public final class NodeAccessEntry implements ManagedResource<NodeAccessEntry.Attributes> {
  private static final String TYPE = "HYBRID_LINUX";

  private final AwsClients aws;
  private final LabTags tags;
  private final EksCluster cluster;
  private final Role role;
  private final String principal;
  private final List<Resource<?>> needs;

  public record Attributes(String type, String user) {}

  /**
   * @param roleArn the role's, known before it exists
   * @param needs what must be there before the node may come
   */
  public NodeAccessEntry(
      AwsClients aws,
      LabTags tags,
      EksCluster cluster,
      Role role,
      String roleArn,
      List<? extends Resource<?>> needs) {
    this.aws = aws;
    this.tags = tags;
    this.cluster = cluster;
    this.role = role;
    this.principal = roleArn;
    this.needs = List.copyOf(needs);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("eks:access-entry", role.name());
  }

  @Override
  public List<Resource<?>> needs() {
    var all = new ArrayList<Resource<?>>(needs);
    all.add(role);
    all.add(cluster);
    return all;
  }

  @Override
  public Optional<Resource<?>> inside() {
    return Optional.of(cluster);
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    AccessEntry found;
    try {
      found =
          aws.eks()
              .describeAccessEntry(r -> r.clusterName(cluster.name()).principalArn(principal))
              .accessEntry();
    } catch (ResourceNotFoundException e) {
      return new Absent<>(); // the entry, or its cluster
    }
    var arn = Optional.of(found.accessEntryArn());
    return tags.observed(
        found.tags(),
        principal,
        arn,
        () ->
            new Present<>(
                principal, arn, "mapped", new Attributes(found.type(), found.username())));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    return present.attributes().type().equals(TYPE)
        ? Change.none()
        : Change.replace("its type is " + present.attributes().type());
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    context.retry(
        "the role to be known to EKS",
        context.deadlines().consistency(),
        e -> AwsErrors.is(e, "InvalidParameterException") && AwsErrors.message(e).contains("princ"),
        this::submit);
    return context.untilKnown("the access entry", this);
  }

  private boolean submit() {
    try {
      aws.eks()
          .createAccessEntry(
              r ->
                  r.clusterName(cluster.name())
                      .principalArn(principal)
                      .type(TYPE)
                      .tags(tags.named(name())));
      return true;
    } catch (ResourceInUseException e) {
      return false; // a run before this one made it, or somebody else: what is observed tells
    }
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return present;
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    try {
      aws.eks().deleteAccessEntry(r -> r.clusterName(cluster.name()).principalArn(principal));
    } catch (ResourceNotFoundException e) {
      return;
    }
    context.untilGone("the access entry", context.deadlines().consistency(), this);
  }
}
