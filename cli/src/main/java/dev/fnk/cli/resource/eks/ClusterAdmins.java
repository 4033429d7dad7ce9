package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ResourceContext;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/**
 * Who administers the cluster: access entries with AmazonEKSClusterAdminPolicy
 * (docs.aws.amazon.com/eks/latest/userguide/access-policies.html). Only those that carry the lab's
 * tag are the lab's to change; they go with the cluster.
 */
final class ClusterAdmins {
  private final AwsClients aws;
  private final LabTags tags;
  private final String cluster;
  private final String policy;
  private final Set<String> wanted;

  /**
   * @param admins principals that administer the cluster, whoever lets them
   * @param ours principals of the lab's own entries
   * @param entries principals of all entries
   */
  record Is(Set<String> admins, Set<String> ours, Set<String> entries) {
    static final Is NONE = new Is(Set.of(), Set.of(), Set.of());

    Is {
      admins = Set.copyOf(admins);
      ours = Set.copyOf(ours);
      entries = Set.copyOf(entries);
    }
  }

  ClusterAdmins(
      AwsClients aws, LabTags tags, Account account, String cluster, Collection<String> wanted) {
    this.aws = aws;
    this.tags = tags;
    this.cluster = cluster;
    this.policy =
        "arn:%s:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
            .formatted(account.partition());
    this.wanted = Set.copyOf(wanted);
  }

  /** Those there are. An endpoint that knows no access entries has none, unless some are wanted. */
  Is observe() {
    try {
      var entries = aws.eks().listAccessEntriesPaginator(r -> r.clusterName(cluster));
      var all = new TreeSet<String>();
      entries.accessEntries().forEach(all::add);
      var admins = new TreeSet<String>();
      var ours = new TreeSet<String>();
      for (var principal : all) {
        if (administers(principal)) {
          admins.add(principal);
        }
        if (own(principal)) {
          ours.add(principal);
        }
      }
      return new Is(admins, ours, all);
    } catch (SdkException e) {
      if (wanted.isEmpty() && !Thread.currentThread().isInterrupted()) {
        return Is.NONE;
      }
      throw e;
    }
  }

  private boolean administers(String principal) {
    try {
      return aws
          .eks()
          .listAssociatedAccessPolicies(r -> r.clusterName(cluster).principalArn(principal))
          .associatedAccessPolicies()
          .stream()
          .anyMatch(
              p ->
                  policy.equals(p.policyArn())
                      && p.accessScope() != null
                      && p.accessScope().type() == AccessScopeType.CLUSTER);
    } catch (ResourceNotFoundException e) {
      return false; // somebody has just deleted it
    }
  }

  /** An entry that carries the lab's tag and is an admin's, not the node's. */
  private boolean own(String principal) {
    try {
      var entry =
          aws.eks()
              .describeAccessEntry(r -> r.clusterName(cluster).principalArn(principal))
              .accessEntry();
      return tags.own(entry.tags()) && "STANDARD".equals(entry.type());
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }

  /** Who is wanted and does not administer the cluster, though that can be changed. */
  Set<String> missing(Is is) {
    var missing = new TreeSet<>(wanted);
    missing.removeAll(is.admins());
    missing.removeAll(foreign(is));
    return missing;
  }

  /** Whom the lab let in, and who is wanted no longer. */
  Set<String> surplus(Is is) {
    var surplus = new TreeSet<>(is.ours());
    surplus.removeAll(wanted);
    return surplus;
  }

  /** Wanted ones whose entry is somebody else's, and makes them no administrators. */
  private Set<String> foreign(Is is) {
    var foreign = new TreeSet<>(wanted);
    foreign.retainAll(is.entries());
    foreign.removeAll(is.ours());
    foreign.removeAll(is.admins());
    return foreign;
  }

  void settle(Is is, ResourceContext context) {
    for (var principal : missing(is)) {
      admit(principal, context);
    }
    for (var principal : surplus(is)) {
      try {
        aws.eks().deleteAccessEntry(r -> r.clusterName(cluster).principalArn(principal));
      } catch (ResourceNotFoundException e) {
        continue; // what was asked for
      }
      context.notice(principal + " no longer administers the cluster");
    }
  }

  private void admit(String principal, ResourceContext context) {
    try {
      aws.eks()
          .createAccessEntry(
              r ->
                  r.clusterName(cluster)
                      .principalArn(principal)
                      .type("STANDARD")
                      .tags(tags.named(cluster + "-admin")));
    } catch (ResourceInUseException e) {
      if (!own(principal)) {
        throw e;
      }
    }
    context.retry(
        "the access entry of " + principal + " to be known",
        context.deadlines().consistency(),
        ResourceNotFoundException.class::isInstance,
        () ->
            aws.eks()
                .associateAccessPolicy(
                    r ->
                        r.clusterName(cluster)
                            .principalArn(principal)
                            .policyArn(policy)
                            .accessScope(s -> s.type(AccessScopeType.CLUSTER))));
  }

  /** Who administers it, and who does not though it is wanted; a sentence each. */
  List<String> notes(Is is) {
    var who = new TreeSet<>(wanted);
    who.addAll(is.admins());
    who.removeAll(foreign(is));
    who.removeAll(surplus(is));
    var named = is.admins().isEmpty() ? "the identity that makes it" : "";
    var all = String.join(", ", who);
    var separator = named.isEmpty() || all.isEmpty() ? "" : ", ";
    var first = "administrators of the cluster: " + named + separator + all;
    return foreign(is).isEmpty()
        ? List.of(first)
        : List.of(
            first,
            "%s: not fnk's access entry, left as it is; aws eks associate-access-policy makes an administrator of it"
                .formatted(String.join(", ", foreign(is))));
  }
}
