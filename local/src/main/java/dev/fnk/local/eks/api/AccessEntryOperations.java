package dev.fnk.local.eks.api;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.AccessEntry.Association;
import dev.fnk.local.eks.access.AccessEntryRules;
import dev.fnk.local.eks.access.AccessPolicy;
import dev.fnk.local.eks.access.AccessPolicyBindings;
import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.eks.cluster.ClusterJson;
import dev.fnk.local.eks.cluster.ClusterRequest;
import dev.fnk.local.eks.protocol.EksCall;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.eks.protocol.Paging;
import dev.fnk.local.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations on access entries and their policies. */
public final class AccessEntryOperations {
  private final LocalAccount account;

  public AccessEntryOperations(LocalAccount account) {
    this.account = account;
  }

  ObjectNode create(Cluster cluster, JsonNode body) {
    requireEntries(cluster);
    cluster.requireServing();
    String name = cluster.name();
    AccessEntry.Type type = AccessEntryRules.type(name, Json.text(body, "type").orElse("STANDARD"));
    PrincipalArn named =
        AccessEntryRules.principal(
            name, account.accountId(), type, Json.text(body, "principalArn").orElse(""));
    PrincipalArn principal =
        new ClusterRoles(account, cluster.identity().region())
            .existing(named)
            .filter(named::equals)
            .orElseThrow(
                () ->
                    EksError.invalidParameter(
                        name, "The specified principalArn is invalid: invalid principal."));
    Map<String, String> tags = ClusterRequest.tags(name, body);
    Instant now = Instant.now();
    AccessEntry entry =
        new AccessEntry(
            UUID.randomUUID().toString(),
            principal,
            type,
            Json.text(body, "username")
                .map(asked -> AccessEntryRules.username(name, type, asked))
                .orElseGet(() -> AccessEntryRules.defaultUsername(type, principal)),
            AccessEntryRules.groups(name, type, Json.texts(body, "kubernetesGroups")),
            tags,
            now,
            now,
            Map.of());
    if (Optional.ofNullable(cluster.entries().putIfAbsent(principal.text(), entry)).isPresent()) {
      throw EksError.inUse(
          name, "The specified access entry resource is already in use on this cluster.");
    }
    return entryAnswer(cluster, entry);
  }

  /** The entry that lets the creator of a cluster administer it. */
  static AccessEntry bootstrap(PrincipalArn creator, Instant now) {
    return new AccessEntry(
        UUID.randomUUID().toString(),
        creator,
        AccessEntry.Type.STANDARD,
        creator.defaultUsername(),
        List.of(),
        Map.of(),
        now,
        now,
        Map.of(AccessPolicy.CLUSTER_ADMIN, new Association(List.of(), now, now)));
  }

  ObjectNode describe(Cluster cluster, String principalArn) {
    return entryAnswer(cluster, require(cluster, principalArn));
  }

  ObjectNode list(Cluster cluster, EksCall call) {
    requireEntries(cluster);
    Optional<String> policy = call.parameter("associatedPolicyArn");
    List<String> arns =
        cluster.entries().values().stream()
            .filter(
                entry ->
                    policy.isEmpty()
                        || entry.policies().keySet().stream()
                            .anyMatch(own -> own.arn().equals(policy.get())))
            .map(entry -> entry.principal().text())
            .toList();
    return Paging.of(call.query()).page("accessEntries", arns);
  }

  ObjectNode update(Cluster cluster, String principalArn, JsonNode body) {
    AccessEntry entry = require(cluster, principalArn);
    String username =
        Json.text(body, "username")
            .map(asked -> AccessEntryRules.username(cluster.name(), entry.type(), asked))
            .orElseGet(entry::username);
    List<String> groups =
        Json.has(body, "kubernetesGroups")
            ? AccessEntryRules.groups(
                cluster.name(), entry.type(), Json.texts(body, "kubernetesGroups"))
            : entry.groups();
    AccessEntry changed = entry.with(username, groups, Instant.now());
    replace(cluster, changed);
    return entryAnswer(cluster, changed);
  }

  ObjectNode delete(Cluster cluster, String principalArn) {
    AccessEntry entry = require(cluster, principalArn);
    AccessPolicyBindings bindings = bindings(cluster);
    cluster.entries().remove(entry.principal().text());
    entry.policies().keySet().forEach(policy -> bindings.unbind(entry, policy));
    return Json.object();
  }

  ObjectNode associate(Cluster cluster, String principalArn, JsonNode body) {
    AccessEntry entry = require(cluster, principalArn);
    if (entry.type() != AccessEntry.Type.STANDARD) {
      throw EksError.invalidRequest(
          cluster.name(), "Access policies cannot be associated to type " + entry.type() + ".");
    }
    AccessPolicy policy = policy(cluster, Json.text(body, "policyArn").orElse(""));
    List<String> namespaces = namespaces(cluster, body.path("accessScope"));
    Instant now = Instant.now();
    Instant since =
        Optional.ofNullable(entry.policies().get(policy))
            .map(Association::associatedAt)
            .orElse(now);
    Association association = new Association(namespaces, since, now);
    Map<AccessPolicy, Association> policies = new TreeMap<>(entry.policies());
    policies.put(policy, association);
    bindings(cluster).bind(entry, policy, association);
    replace(cluster, entry.withPolicies(policies, now));
    ObjectNode answer = Json.object();
    answer.put("clusterName", cluster.name());
    answer.put("principalArn", entry.principal().text());
    answer.set("associatedAccessPolicy", ClusterJson.association(policy, association));
    return answer;
  }

  ObjectNode disassociate(Cluster cluster, String principalArn, String policyArn) {
    AccessEntry entry = require(cluster, principalArn);
    // Any other ARN is not found either: this operation knows no InvalidParameterException.
    AccessPolicy policy =
        AccessPolicy.ofArn(policyArn)
            .filter(entry.policies()::containsKey)
            .orElseThrow(
                () ->
                    EksError.notFound(
                        cluster.name(),
                        "The specified policyArn is not associated to the access entry."));
    Map<AccessPolicy, Association> policies = new TreeMap<>(entry.policies());
    policies.remove(policy);
    bindings(cluster).unbind(entry, policy);
    replace(cluster, entry.withPolicies(policies, Instant.now()));
    return Json.object();
  }

  ObjectNode listAssociated(Cluster cluster, String principalArn) {
    AccessEntry entry = require(cluster, principalArn);
    ObjectNode answer = Json.object();
    answer.put("clusterName", cluster.name());
    answer.put("principalArn", entry.principal().text());
    ArrayNode array = answer.putArray("associatedAccessPolicies");
    new TreeMap<>(entry.policies())
        .forEach((policy, association) -> array.add(ClusterJson.association(policy, association)));
    return answer;
  }

  static ObjectNode listPolicies() {
    ObjectNode answer = Json.object();
    ArrayNode array = answer.putArray("accessPolicies");
    Arrays.stream(AccessPolicy.values())
        .forEach(
            policy -> array.addObject().put("name", policy.policyName()).put("arn", policy.arn()));
    return answer;
  }

  private AccessEntry require(Cluster cluster, String principalArn) {
    requireEntries(cluster);
    return Optional.ofNullable(cluster.entries().get(principalArn))
        .orElseThrow(
            () ->
                EksError.notFound(
                    cluster.name(),
                    "The specified principalArn could not be found. You can view your available"
                        + " access entries with 'list-access-entries'."));
  }

  private static void requireEntries(Cluster cluster) {
    if (!cluster.state().configuration().authenticationMode().usesEntries()) {
      throw EksError.invalidRequest(
          cluster.name(),
          "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to"
              + " perform this operation.");
    }
  }

  private static AccessPolicy policy(Cluster cluster, String arn) {
    return AccessPolicy.ofArn(arn)
        .orElseThrow(
            () ->
                EksError.invalidParameter(
                    cluster.name(), "The policyArn parameter format is not valid: " + arn));
  }

  private static List<String> namespaces(Cluster cluster, JsonNode scope) {
    String type = Json.text(scope, "type").orElse("");
    List<String> namespaces = Json.texts(scope, "namespaces");
    if (type.equals("namespace") && !namespaces.isEmpty()) {
      return namespaces;
    }
    if (type.equals("cluster") && namespaces.isEmpty()) {
      return List.of();
    }
    throw EksError.invalidParameter(
        cluster.name(),
        "accessScope must be of type cluster without namespaces, or of type namespace with some.");
  }

  private static void replace(Cluster cluster, AccessEntry entry) {
    cluster.entries().put(entry.principal().text(), entry);
  }

  private static AccessPolicyBindings bindings(Cluster cluster) {
    return new AccessPolicyBindings(cluster.requireServing().admin());
  }

  private static ObjectNode entryAnswer(Cluster cluster, AccessEntry entry) {
    ObjectNode answer = Json.object();
    answer.set("accessEntry", ClusterJson.entry(cluster, entry));
    return answer;
  }
}
