package dev.fnk.local.eks.cluster;

import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.AccessPolicy;
import dev.fnk.local.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Clusters, updates and access entries as the EKS API writes them. */
public final class ClusterJson {
  private static final List<String> LOG_TYPES =
      List.of("api", "audit", "authenticator", "controllerManager", "scheduler");

  private ClusterJson() {}

  public static ObjectNode cluster(Cluster cluster) {
    ClusterRequest request = cluster.request();
    ClusterState state = cluster.state();
    ClusterConfiguration configuration = state.configuration();
    ObjectNode json = Json.object();
    json.put("name", cluster.name());
    json.put("arn", cluster.arn());
    json.put("createdAt", Json.epoch(cluster.identity().createdAt()));
    json.put("version", request.release().minor());
    json.put("roleArn", request.roleArn());
    json.put("status", state.status().name());
    json.put("platformVersion", "eks.1");
    json.put("deletionProtection", configuration.deletionProtection());
    state
        .parts()
        .controlPlane()
        .ifPresent(
            running -> {
              json.put("endpoint", running.endpoint().toString());
              json.putObject("certificateAuthority")
                  .put(
                      "data",
                      Base64.getEncoder()
                          .encodeToString(running.ca().pem().getBytes(StandardCharsets.US_ASCII)));
            });
    json.set("resourcesVpcConfig", vpcConfig(cluster, state));
    json.putObject("kubernetesNetworkConfig")
        .put("serviceIpv4Cidr", cluster.identity().services().toString())
        .put("ipFamily", "ipv4")
        .putObject("elasticLoadBalancing")
        .put("enabled", false);
    json.putObject("identity")
        .putObject("oidc")
        .put("issuer", cluster.identity().issuer().toString());
    json.putObject("accessConfig")
        .put("bootstrapClusterCreatorAdminPermissions", request.bootstrapAdmin())
        .put("authenticationMode", configuration.authenticationMode().name());
    json.set("logging", logging(request.logging()));
    json.putObject("upgradePolicy").put("supportType", configuration.supportType().name());
    json.set("tags", Json.object(new TreeMap<>(state.tags())));
    ArrayNode issues = json.putObject("health").putArray("issues");
    for (ClusterState.Issue issue : state.issues()) {
      issues.addObject().put("code", issue.code()).put("message", issue.message());
    }
    request.token().ifPresent(token -> json.put("clientRequestToken", token));
    return json;
  }

  public static ObjectNode update(Cluster.Update update) {
    ObjectNode json = Json.object();
    json.put("id", update.id());
    json.put("status", "Successful");
    json.put("type", update.type());
    ArrayNode params = json.putArray("params");
    new TreeMap<>(update.params())
        .forEach((type, value) -> params.addObject().put("type", type).put("value", value));
    json.put("createdAt", Json.epoch(update.createdAt()));
    json.putArray("errors");
    return json;
  }

  public static ObjectNode entry(Cluster cluster, AccessEntry entry) {
    ObjectNode json = Json.object();
    json.put("clusterName", cluster.name());
    json.put("principalArn", entry.principal().text());
    json.set("kubernetesGroups", Json.strings(entry.groups()));
    json.put("accessEntryArn", cluster.arn(entry));
    json.put("createdAt", Json.epoch(entry.createdAt()));
    json.put("modifiedAt", Json.epoch(entry.modifiedAt()));
    json.set("tags", Json.object(new TreeMap<>(entry.tags())));
    json.put("username", entry.username());
    json.put("type", entry.type().name());
    return json;
  }

  public static ObjectNode association(AccessPolicy policy, AccessEntry.Association association) {
    ObjectNode json = Json.object();
    json.put("policyArn", policy.arn());
    ObjectNode scope = json.putObject("accessScope");
    scope.put("type", association.namespaces().isEmpty() ? "cluster" : "namespace");
    scope.set("namespaces", Json.strings(association.namespaces()));
    json.put("associatedAt", Json.epoch(association.associatedAt()));
    json.put("modifiedAt", Json.epoch(association.modifiedAt()));
    return json;
  }

  private static ObjectNode vpcConfig(Cluster cluster, ClusterState state) {
    ObjectNode vpc = Json.object();
    vpc.set("subnetIds", Json.strings(cluster.request().subnetIds()));
    vpc.set("securityGroupIds", Json.strings(cluster.request().securityGroupIds()));
    state.parts().securityGroup().ifPresent(id -> vpc.put("clusterSecurityGroupId", id));
    vpc.put("vpcId", cluster.identity().vpcId());
    EndpointAccess access = state.configuration().access();
    vpc.put("endpointPublicAccess", access.publicAccess());
    vpc.put("endpointPrivateAccess", access.privateAccess());
    vpc.set("publicAccessCidrs", Json.strings(access.publicCidrs()));
    return vpc;
  }

  /** What was asked for; no log reaches CloudWatch from the local control plane. */
  private static ObjectNode logging(JsonNode asked) {
    List<String> enabled = new ArrayList<>();
    asked
        .path("clusterLogging")
        .valueStream()
        .filter(setup -> Json.flag(setup, "enabled").orElse(false))
        .forEach(setup -> enabled.addAll(Json.texts(setup, "types")));
    ObjectNode logging = Json.object();
    ArrayNode setups = logging.putArray("clusterLogging");
    List<String> disabled = LOG_TYPES.stream().filter(type -> !enabled.contains(type)).toList();
    for (boolean on : new boolean[] {true, false}) {
      List<String> types = on ? enabled : disabled;
      if (!types.isEmpty()) {
        ObjectNode setup = setups.addObject();
        setup.set("types", Json.strings(types));
        setup.put("enabled", on);
      }
    }
    return logging;
  }
}
