package dev.fnk.local.eks;

import dev.fnk.local.access.AwsScope;
import dev.fnk.local.access.RequiredPermission;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.controlplane.binaries.ControlPlaneBinaries;
import dev.fnk.local.eks.api.AccessEntryOperations;
import dev.fnk.local.eks.api.ClusterVersions;
import dev.fnk.local.eks.api.Clusters;
import dev.fnk.local.eks.api.EksOperations;
import dev.fnk.local.eks.api.TagOperations;
import dev.fnk.local.eks.authentication.TokenWebhook;
import dev.fnk.local.eks.lifecycle.ClusterLifecycle;
import dev.fnk.local.eks.protocol.EksCall;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.eks.protocol.EksOperation;
import dev.fnk.local.json.Json;
import dev.fnk.local.network.VpcNetworks;
import dev.fnk.local.process.ChildProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Amazon EKS (2017-11-01, rest-json) whose clusters are real control planes on this machine. */
public final class EksService implements AwsService, AutoCloseable {
  private final TokenWebhook webhook;
  private final Clusters clusters;
  private final TagOperations tags;
  private final EksOperations operations;

  /**
   * @param stateDir private directory; a cluster has a folder of its own in it while it lives
   * @param settling how long after it has become ACTIVE a cluster refuses everybody
   * @throws IOException the token webhook cannot listen on loopback
   */
  public EksService(
      LocalAccount account,
      VpcNetworks networks,
      ChildProcesses processes,
      ControlPlaneBinaries binaries,
      Path stateDir,
      Duration settling)
      throws IOException {
    this.webhook = new TokenWebhook();
    this.clusters =
        new Clusters(
            account,
            networks,
            new ClusterLifecycle(account, processes, binaries, webhook, stateDir, settling));
    this.tags = new TagOperations(clusters);
    this.operations =
        new EksOperations(
            clusters,
            new AccessEntryOperations(account),
            tags,
            new ClusterVersions(InstantSource.system()));
  }

  @Override
  public String signingName() {
    return "eks";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    try {
      EksCall call = EksCall.of(request);
      ObjectNode answer =
          operations.of(call).orElseThrow(() -> unknown(call)).handler().handle(call);
      return new AwsResponse(200, Map.of("Content-Type", Json.MEDIA_TYPE), Json.bytes(answer));
    } catch (EksError e) {
      return e.toResponse();
    }
  }

  /** The permissions that a call needs; see {@link dev.fnk.local.access.Permissions}. */
  public List<RequiredPermission> permissions(AwsRequest request) {
    try {
      EksCall call = EksCall.of(request);
      AwsScope scope = new AwsScope(request.region(), request.caller().accountId());
      return operations
          .of(call)
          .map(operation -> operation.permissions(call, scope))
          .orElseGet(() -> List.of(RequiredPermission.of("eks:", RequiredPermission.UNKNOWN)));
    } catch (EksError e) {
      return List.of(); // it is no call, and refused as such
    }
  }

  /** What can be called. */
  List<EksOperation> operations() {
    return operations.rows();
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

  private static AwsError unknown(EksCall call) {
    return new AwsError(
        501,
        "NotImplementedException",
        "The local EKS has no operation " + call.method() + " /" + String.join("/", call.path()));
  }
}
