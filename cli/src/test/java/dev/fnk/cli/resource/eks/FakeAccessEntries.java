package dev.fnk.cli.resource.eks;

import dev.fnk.cli.aws.FakeAws;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AccessScope;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyResponse;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesResponse;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesResponse;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/** The access entries of a cluster, and the policies of each that hold in the whole cluster. */
final class FakeAccessEntries {
  static final String CLUSTER_ADMIN =
      "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

  private final Map<String, AccessEntry> entries = new TreeMap<>();
  private final Map<String, Set<String>> policies = new TreeMap<>();

  FakeAccessEntries(FakeAws fake) {
    fake.on(
            EksClient.class,
            "listAccessEntries",
            ListAccessEntriesRequest.class,
            _ -> ListAccessEntriesResponse.builder().accessEntries(entries.keySet()).build())
        .on(
            EksClient.class,
            "describeAccessEntry",
            DescribeAccessEntryRequest.class,
            q -> DescribeAccessEntryResponse.builder().accessEntry(entry(q.principalArn())).build())
        .on(
            EksClient.class,
            "listAssociatedAccessPolicies",
            ListAssociatedAccessPoliciesRequest.class,
            q -> associated(q.principalArn()))
        .on(
            EksClient.class,
            "createAccessEntry",
            CreateAccessEntryRequest.class,
            q -> {
              put(q.principalArn(), q.type(), q.tags());
              return CreateAccessEntryResponse.builder().build();
            })
        .on(
            EksClient.class,
            "associateAccessPolicy",
            AssociateAccessPolicyRequest.class,
            q -> {
              entry(q.principalArn());
              policies.computeIfAbsent(q.principalArn(), _ -> new TreeSet<>()).add(q.policyArn());
              return AssociateAccessPolicyResponse.builder().build();
            })
        .on(
            EksClient.class,
            "deleteAccessEntry",
            DeleteAccessEntryRequest.class,
            q -> {
              entry(q.principalArn());
              entries.remove(q.principalArn());
              policies.remove(q.principalArn());
              return DeleteAccessEntryResponse.builder().build();
            });
  }

  /** Somebody makes an entry. */
  void put(String principal, String type, Map<String, String> tags) {
    if (entries.containsKey(principal)) {
      throw FakeAws.error(ResourceInUseException.builder(), "ResourceInUseException", "there");
    }
    entries.put(
        principal, AccessEntry.builder().principalArn(principal).type(type).tags(tags).build());
  }

  void admit(String principal) {
    policies.computeIfAbsent(principal, _ -> new TreeSet<>()).add(CLUSTER_ADMIN);
  }

  Set<String> principals() {
    return Set.copyOf(entries.keySet());
  }

  Set<String> policies(String principal) {
    return policies.getOrDefault(principal, Set.of());
  }

  private AccessEntry entry(String principal) {
    var entry = entries.get(principal);
    if (entry == null) {
      throw FakeAws.error(ResourceNotFoundException.builder(), "ResourceNotFoundException", "no");
    }
    return entry;
  }

  private ListAssociatedAccessPoliciesResponse associated(String principal) {
    entry(principal);
    return ListAssociatedAccessPoliciesResponse.builder()
        .associatedAccessPolicies(
            policies(principal).stream()
                .map(
                    arn ->
                        AssociatedAccessPolicy.builder()
                            .policyArn(arn)
                            .accessScope(
                                AccessScope.builder().type(AccessScopeType.CLUSTER).build())
                            .build())
                .toList())
        .build();
  }
}
