package dev.fnk.local.eks.api;

import static dev.fnk.local.eks.protocol.EksOperation.ANYTHING;
import static dev.fnk.local.eks.protocol.EksOperation.CLUSTER;
import static dev.fnk.local.eks.protocol.EksOperation.ENTRY;
import static dev.fnk.local.eks.protocol.EksOperation.NEW_CLUSTER;
import static dev.fnk.local.eks.protocol.EksOperation.TAGGED;

import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.eks.protocol.EksCall;
import dev.fnk.local.eks.protocol.EksOperation;
import dev.fnk.local.eks.protocol.Paging;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The operations that there are, one row each. Their permissions are those of the <a
 * href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html">Service
 * Authorization Reference</a>.
 */
public final class EksOperations {
  private final Clusters clusters;
  private final List<EksOperation> rows;
  private final Map<String, EksOperation> byShape;

  /** An operation of a cluster that is there. */
  @FunctionalInterface
  private interface OfCluster {
    ObjectNode handle(Cluster cluster, EksCall call);
  }

  public EksOperations(
      Clusters clusters,
      AccessEntryOperations entries,
      TagOperations tags,
      ClusterVersions versions) {
    this.clusters = clusters;
    this.rows =
        List.of(
            row("CreateCluster", "POST /clusters", NEW_CLUSTER, this::create),
            row("ListClusters", "GET /clusters", ANYTHING, this::list),
            row("DescribeCluster", "GET /clusters/*", (cluster, call) -> Clusters.answer(cluster)),
            row(
                "DeleteCluster",
                "DELETE /clusters/*",
                (cluster, call) -> clusters.delete(call.region(), cluster.name())),
            row(
                "UpdateClusterConfig",
                "POST /clusters/*/update-config",
                (cluster, call) -> ClusterUpdates.config(cluster, call.body())),
            row(
                "UpdateClusterVersion",
                "POST /clusters/*/updates",
                (cluster, call) -> {
                  throw ClusterUpdates.noUpgrade(cluster, call.body());
                }),
            row("ListUpdates", "GET /clusters/*/updates", EksOperations::updates),
            row(
                "DescribeUpdate",
                "GET /clusters/*/updates/*",
                (cluster, call) -> ClusterUpdates.describe(cluster, call.segment(3))),
            row("DescribeClusterVersions", "GET /cluster-versions", ANYTHING, versions::describe),
            row(
                "CreateAccessEntry",
                "POST /clusters/*/access-entries",
                (cluster, call) -> entries.create(cluster, call.body())),
            row("ListAccessEntries", "GET /clusters/*/access-entries", entries::list),
            entry("DescribeAccessEntry", "GET", "", entries::describe),
            entry(
                "UpdateAccessEntry",
                "POST",
                "",
                (cluster, arn, call) -> entries.update(cluster, arn, call.body())),
            entry("DeleteAccessEntry", "DELETE", "", entries::delete),
            entry(
                "AssociateAccessPolicy",
                "POST",
                "/access-policies",
                (cluster, arn, call) -> entries.associate(cluster, arn, call.body())),
            entry(
                "ListAssociatedAccessPolicies", "GET", "/access-policies", entries::listAssociated),
            entry(
                "DisassociateAccessPolicy",
                "DELETE",
                "/access-policies/*",
                (cluster, arn, call) -> entries.disassociate(cluster, arn, call.segment(5))),
            row(
                "ListAccessPolicies",
                "GET /access-policies",
                ANYTHING,
                call -> AccessEntryOperations.listPolicies()),
            row("ListTagsForResource", "GET /tags/*", TAGGED, call -> tags.list(call.segment(1))),
            row(
                "TagResource",
                "POST /tags/*",
                TAGGED,
                call -> tags.tag(call.segment(1), Json.textMap(call.body(), "tags"))),
            row(
                "UntagResource",
                "DELETE /tags/*",
                TAGGED,
                call ->
                    tags.untag(call.segment(1), call.query().getOrDefault("tagKeys", List.of()))),
            // There is no way to make any of these here, so the true answer is that there are none.
            none("ListNodegroups", "node-groups", "nodegroups"),
            none("ListFargateProfiles", "fargate-profiles", "fargateProfileNames"),
            none("ListAddons", "addons", "addons"),
            none("ListPodIdentityAssociations", "pod-identity-associations", "associations"),
            none(
                "ListIdentityProviderConfigs",
                "identity-provider-configs",
                "identityProviderConfigs"));
    this.byShape =
        rows.stream()
            .collect(Collectors.toUnmodifiableMap(EksOperation::shape, Function.identity()));
  }

  public List<EksOperation> rows() {
    return rows;
  }

  /** The operation of a call; empty when the local EKS has none. */
  public Optional<EksOperation> of(EksCall call) {
    return Optional.ofNullable(byShape.get(call.shape()));
  }

  private ObjectNode create(EksCall call) {
    return clusters.create(call.region(), call.caller(), call.body());
  }

  private ObjectNode list(EksCall call) {
    return Paging.of(call.query()).page("clusters", clusters.names(call.region()));
  }

  private static ObjectNode updates(Cluster cluster, EksCall call) {
    return Paging.of(call.query()).page("updateIds", List.copyOf(cluster.updates().keySet()));
  }

  private static EksOperation row(
      String name,
      String shape,
      EksOperation.Authorization authorization,
      EksOperation.Handler handler) {
    return new EksOperation(name, shape, authorization, handler);
  }

  private EksOperation row(String name, String shape, OfCluster handler) {
    return row(name, shape, CLUSTER, call -> handler.handle(cluster(call), call));
  }

  /** An operation of the access entry of the path, given by its principal's ARN. */
  @FunctionalInterface
  private interface OfEntry {
    ObjectNode handle(Cluster cluster, String principalArn, EksCall call);
  }

  /** The same for those that need no more than the path. */
  @FunctionalInterface
  private interface OfPath {
    ObjectNode handle(Cluster cluster, String principalArn);
  }

  private EksOperation entry(String name, String method, String below, OfEntry handler) {
    return row(
        name,
        method + " /clusters/*/access-entries/*" + below,
        ENTRY,
        call -> handler.handle(cluster(call), call.segment(3), call));
  }

  private EksOperation entry(String name, String method, String below, OfPath handler) {
    return entry(name, method, below, (cluster, arn, call) -> handler.handle(cluster, arn));
  }

  private EksOperation none(String name, String collection, String member) {
    return row(
        name,
        "GET /clusters/*/" + collection,
        (cluster, call) -> Paging.of(call.query()).page(member, List.of()));
  }

  private Cluster cluster(EksCall call) {
    return clusters.require(call.region(), call.segment(1));
  }
}
