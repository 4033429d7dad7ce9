package dev.fnk.local.eks;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.controlplane.ControlPlaneBinaries;
import dev.fnk.local.controlplane.KubernetesRelease;
import dev.fnk.local.network.VpcNetworks;
import dev.fnk.local.process.ChildProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Amazon EKS (2017-11-01, rest-json) whose clusters are real control planes on this machine. */
public final class EksService implements AwsService, AutoCloseable {
  private final TokenWebhook webhook;
  private final Clusters clusters;
  private final AccessEntryOperations entries;
  private final TagOperations tags;

  /**
   * @param stateDir private directory; a cluster has a folder of its own in it while it lives
   * @throws IOException the token webhook cannot listen on loopback
   */
  public EksService(
      LocalAccount account,
      VpcNetworks networks,
      ChildProcesses processes,
      ControlPlaneBinaries binaries,
      Path stateDir)
      throws IOException {
    this.webhook = new TokenWebhook();
    this.clusters =
        new Clusters(
            account,
            networks,
            new ClusterLifecycle(account, processes, binaries, webhook, stateDir));
    this.entries = new AccessEntryOperations(account);
    this.tags = new TagOperations(clusters);
  }

  @Override
  public String signingName() {
    return "eks";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    try {
      ObjectNode answer = route(Call.of(request));
      return new AwsResponse(200, Map.of("Content-Type", Json.MEDIA_TYPE), Json.bytes(answer));
    } catch (EksError e) {
      return e.toResponse();
    }
  }

  /** Tags of everything that has some, by ARN. */
  public Map<String, Map<String, String>> taggedResources() {
    return tags.all();
  }

  /** Ends all control planes. */
  @Override
  public void close() {
    clusters.close();
    webhook.close();
  }

  private ObjectNode route(Call call) {
    String shape = call.shape();
    return switch (shape) {
      case "POST /clusters" -> clusters.create(call.region(), call.caller(), call.body());
      case "GET /clusters" -> page(call, "clusters", clusters.names(call.region()));
      case "GET /clusters/*" -> Clusters.answer(cluster(call));
      case "DELETE /clusters/*" -> clusters.delete(call.region(), call.segment(1));
      case "GET /tags/*" -> tags.list(call.segment(1));
      case "POST /tags/*" -> tags.tag(call.segment(1), Json.textMap(call.body(), "tags"));
      case "DELETE /tags/*" ->
          tags.untag(call.segment(1), call.query().getOrDefault("tagKeys", List.of()));
      case "GET /access-policies" -> AccessEntryOperations.listPolicies();
      case "GET /cluster-versions" -> versions();
      default -> {
        if (!shape.contains(" /clusters/*/")) {
          throw unknown(call);
        }
        yield ofCluster(shape, cluster(call), call);
      }
    };
  }

  private ObjectNode ofCluster(String shape, Cluster cluster, Call call) {
    return switch (shape) {
      case "POST /clusters/*/update-config" -> ClusterUpdates.config(cluster, call.body());
      case "GET /clusters/*/updates" ->
          page(call, "updateIds", List.copyOf(cluster.updates().keySet()));
      case "GET /clusters/*/updates/*" -> ClusterUpdates.describe(cluster, call.segment(3));
      case "POST /clusters/*/access-entries" -> entries.create(cluster, call.body());
      case "GET /clusters/*/access-entries" -> entries.list(cluster, call);
      case "GET /clusters/*/access-entries/*" -> entries.describe(cluster, call.segment(3));
      case "POST /clusters/*/access-entries/*" ->
          entries.update(cluster, call.segment(3), call.body());
      case "DELETE /clusters/*/access-entries/*" -> entries.delete(cluster, call.segment(3));
      case "POST /clusters/*/access-entries/*/access-policies" ->
          entries.associate(cluster, call.segment(3), call.body());
      case "GET /clusters/*/access-entries/*/access-policies" ->
          entries.listAssociated(cluster, call.segment(3));
      case "DELETE /clusters/*/access-entries/*/access-policies/*" ->
          entries.disassociate(cluster, call.segment(3), call.segment(5));
      // There is no way to make any of these here, so the true answer is that there are none.
      case "GET /clusters/*/node-groups" -> page(call, "nodegroups", List.of());
      case "GET /clusters/*/fargate-profiles" -> page(call, "fargateProfileNames", List.of());
      case "GET /clusters/*/addons" -> page(call, "addons", List.of());
      case "GET /clusters/*/pod-identity-associations" -> page(call, "associations", List.of());
      case "GET /clusters/*/identity-provider-configs" ->
          page(call, "identityProviderConfigs", List.of());
      default -> throw unknown(call);
    };
  }

  private Cluster cluster(Call call) {
    return clusters.require(call.region(), call.segment(1));
  }

  private static ObjectNode page(Call call, String member, List<String> names) {
    return Paging.of(call.query()).page(member, names);
  }

  private static ObjectNode versions() {
    ObjectNode answer = Json.object();
    ArrayNode array = answer.putArray("clusterVersions");
    for (KubernetesRelease release : KubernetesRelease.supported()) {
      array
          .addObject()
          .put("clusterVersion", release.minor())
          .put("clusterType", "eks")
          .put("defaultPlatformVersion", "eks.1")
          .put("defaultVersion", release.equals(KubernetesRelease.DEFAULT))
          .put("status", "standard-support")
          .put("versionStatus", "STANDARD_SUPPORT")
          .put("kubernetesPatchVersion", release.kubernetes());
    }
    return answer;
  }

  private static AwsError unknown(Call call) {
    return new AwsError(
        501,
        "NotImplementedException",
        "The local EKS has no operation " + call.method() + " /" + String.join("/", call.path()));
  }
}
