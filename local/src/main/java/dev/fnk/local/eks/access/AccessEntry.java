package dev.fnk.local.eks.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An access entry: which Kubernetes user an IAM principal is.
 *
 * @param id unique, part of the entry's ARN
 * @param principal the role or user
 * @param type such as {@code STANDARD}
 * @param username may hold placeholders
 * @param groups of Kubernetes, without those EKS adds for policies
 * @param policies associated ones by policy
 */
public record AccessEntry(
    String id,
    PrincipalArn principal,
    Type type,
    String username,
    List<String> groups,
    Map<String, String> tags,
    Instant createdAt,
    Instant modifiedAt,
    Map<AccessPolicy, Association> policies) {
  public AccessEntry {
    groups = List.copyOf(groups);
    tags = Map.copyOf(tags);
    policies = Map.copyOf(policies);
  }

  /**
   * Where a policy holds: in the whole cluster, or in namespaces (a trailing * is a wildcard).
   *
   * @param namespaces empty for the whole cluster
   */
  public record Association(List<String> namespaces, Instant associatedAt, Instant modifiedAt) {
    public Association {
      namespaces = List.copyOf(namespaces);
    }

    /** Whether one of its namespaces is, or with its wildcard means, this one. */
    public boolean covers(String namespace) {
      return namespaces.stream()
          .anyMatch(
              pattern ->
                  pattern.endsWith("*")
                      ? namespace.startsWith(pattern.substring(0, pattern.length() - 1))
                      : namespace.equals(pattern));
    }
  }

  /** The types of the EKS user guide, with the names and groups EKS gives the node types. */
  public enum Type {
    STANDARD(""),
    EC2_LINUX("system:node:{{EC2PrivateDNSName}}"),
    EC2_WINDOWS("system:node:{{EC2PrivateDNSName}}"),
    FARGATE_LINUX("system:node:{{SessionName}}"),
    HYBRID_LINUX("system:node:{{SessionName}}");

    private final String username;

    Type(String username) {
      this.username = username;
    }

    /** Empty for STANDARD, which is named by its principal. */
    String username() {
      return username;
    }

    List<String> groups() {
      return switch (this) {
        case STANDARD -> List.of();
        case EC2_LINUX -> List.of("system:nodes");
        case EC2_WINDOWS -> List.of("eks:kube-proxy-windows", "system:nodes");
        case FARGATE_LINUX ->
            List.of("system:bootstrappers", "system:node-proxier", "system:nodes");
        case HYBRID_LINUX -> List.of("system:bootstrappers", "system:nodes");
      };
    }
  }

  /** The group that RBAC bindings of the entry's policies name. */
  public String policyGroup() {
    return "eks:access-entry:" + id;
  }

  public AccessEntry with(String newUsername, List<String> newGroups, Instant now) {
    return new AccessEntry(
        id, principal, type, newUsername, newGroups, tags, createdAt, now, policies);
  }

  public AccessEntry withPolicies(Map<AccessPolicy, Association> newPolicies, Instant now) {
    return new AccessEntry(
        id, principal, type, username, groups, tags, createdAt, now, newPolicies);
  }

  public AccessEntry withTags(Map<String, String> newTags) {
    return new AccessEntry(
        id, principal, type, username, groups, newTags, createdAt, modifiedAt, policies);
  }
}
