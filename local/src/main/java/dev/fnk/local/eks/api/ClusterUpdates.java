package dev.fnk.local.eks.api;

import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.AccessPolicyBindings;
import dev.fnk.local.eks.cluster.AuthenticationMode;
import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.eks.cluster.Cluster.Update;
import dev.fnk.local.eks.cluster.ClusterJson;
import dev.fnk.local.eks.cluster.ClusterState;
import dev.fnk.local.eks.cluster.EksCalendar;
import dev.fnk.local.eks.cluster.EndpointAccess;
import dev.fnk.local.eks.cluster.SupportType;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** UpdateClusterConfig and what tells of it. A change is in force when the call returns. */
final class ClusterUpdates {
  private ClusterUpdates() {}

  static ObjectNode config(Cluster cluster, JsonNode body) {
    String name = cluster.name();
    if (cluster.state().status() != ClusterState.Status.ACTIVE) {
      throw EksError.inUse(
          name, "Cluster " + name + " cannot be updated: it is " + cluster.state().status());
    }
    boolean vpc = Json.has(body, "resourcesVpcConfig");
    boolean access = Json.has(body, "accessConfig");
    boolean protection = Json.has(body, "deletionProtection");
    boolean policy = Json.has(body, "upgradePolicy");
    if ((vpc ? 1 : 0) + (access ? 1 : 0) + (protection ? 1 : 0) + (policy ? 1 : 0) != 1) {
      throw EksError.invalidParameter(
          name,
          "Exactly one of resourcesVpcConfig, accessConfig, upgradePolicy and deletionProtection"
              + " can be updated at a time; other updates are not supported by the local lab.");
    }
    Update update;
    if (vpc) {
      update = endpointAccess(cluster, body.path("resourcesVpcConfig"));
    } else if (access) {
      update = authenticationMode(cluster, body.path("accessConfig"));
    } else if (policy) {
      update = upgradePolicy(cluster, body.path("upgradePolicy"));
    } else {
      boolean on = Json.flag(body, "deletionProtection").orElse(false);
      cluster.update(state -> state.reconfigured(now -> now.protectedFromDeletion(on)));
      update = update("DeletionProtectionUpdate", Map.of("DeletionProtection", String.valueOf(on)));
    }
    cluster.updates().put(update.id(), update);
    return answer(update);
  }

  /**
   * Why a cluster is not upgraded: EKS's own reasons first; then that there is no second version
   * that this machine could run.
   */
  static EksError noUpgrade(Cluster cluster, JsonNode body) {
    String asked = Json.text(body, "version").orElse("");
    String current = cluster.request().release().minor();
    if (EksCalendar.served(asked, Instant.now()).isEmpty()) {
      return EksError.invalidParameter(cluster.name(), "unsupported Kubernetes version " + asked);
    }
    if (EksCalendar.minor(asked) != EksCalendar.minor(current) + 1) {
      return EksError.invalidParameter(
          cluster.name(),
          "Unsupported Kubernetes minor version update from " + current + " to " + asked);
    }
    return EksError.invalidParameter(
        cluster.name(), "The local lab runs Kubernetes " + current + " only.");
  }

  static ObjectNode describe(Cluster cluster, String id) {
    return Optional.ofNullable(cluster.updates().get(id))
        .map(ClusterUpdates::answer)
        .orElseThrow(
            () -> EksError.notFound(cluster.name(), "No update found for ID: " + id + "."));
  }

  private static Update endpointAccess(Cluster cluster, JsonNode asked) {
    if (Json.has(asked, "subnetIds") || Json.has(asked, "securityGroupIds")) {
      throw EksError.invalidParameter(
          cluster.name(), "Changing subnets or security groups is not supported by the local lab.");
    }
    EndpointAccess before = cluster.state().configuration().access();
    EndpointAccess after = before.with(cluster.name(), asked);
    if (after.equals(before)) {
      throw EksError.invalidParameter(
          cluster.name(),
          "Cluster is already at the desired configuration with endpointPrivateAccess: "
              + before.privateAccess()
              + " , endpointPublicAccess: "
              + before.publicAccess()
              + ", and Public Endpoint Restrictions: "
              + before.publicCidrs());
    }
    cluster.update(state -> state.reconfigured(now -> now.reachableBy(after)));
    return update(
        "EndpointAccessUpdate",
        Map.of(
            "EndpointPublicAccess", String.valueOf(after.publicAccess()),
            "EndpointPrivateAccess", String.valueOf(after.privateAccess()),
            "PublicAccessCidrs", String.valueOf(Json.strings(after.publicCidrs()))));
  }

  private static Update authenticationMode(Cluster cluster, JsonNode asked) {
    AuthenticationMode before = cluster.state().configuration().authenticationMode();
    AuthenticationMode after =
        Json.text(asked, "authenticationMode")
            .flatMap(AuthenticationMode::of)
            .orElseThrow(
                () ->
                    EksError.invalidParameter(
                        cluster.name(), "accessConfig needs a valid authenticationMode."));
    if (!before.canBecome(after)) {
      throw EksError.invalidParameter(
          cluster.name(),
          "Unsupported authentication mode update from " + before + " to " + after + ".");
    }
    if (before == AuthenticationMode.CONFIG_MAP && cluster.request().bootstrapAdmin()) {
      AccessEntry creator =
          AccessEntryOperations.bootstrap(cluster.identity().creator(), Instant.now());
      AccessPolicyBindings bindings = new AccessPolicyBindings(cluster.requireServing().admin());
      creator.policies().forEach((policy, where) -> bindings.bind(creator, policy, where));
      cluster.entries().putIfAbsent(creator.principal().text(), creator);
    }
    cluster.update(state -> state.reconfigured(now -> now.authenticatingBy(after)));
    return update("AccessConfigUpdate", Map.of("AuthenticationMode", after.name()));
  }

  private static Update upgradePolicy(Cluster cluster, JsonNode asked) {
    SupportType after =
        SupportType.of(cluster.name(), asked)
            .orElseThrow(
                () ->
                    EksError.invalidParameter(
                        cluster.name(), "upgradePolicy needs a valid supportType."));
    if (after == cluster.state().configuration().supportType()) {
      throw EksError.invalidParameter(
          cluster.name(), "Cluster is already at the desired support type " + after + ".");
    }
    cluster.update(state -> state.reconfigured(now -> now.supportedBy(after)));
    return update("UpgradePolicyUpdate", Map.of("UpgradePolicy", after.name()));
  }

  private static Update update(String type, Map<String, String> params) {
    return new Update(UUID.randomUUID().toString(), type, params, Instant.now());
  }

  private static ObjectNode answer(Update update) {
    ObjectNode answer = Json.object();
    answer.set("update", ClusterJson.update(update));
    return answer;
  }
}
