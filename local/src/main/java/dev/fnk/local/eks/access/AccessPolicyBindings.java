package dev.fnk.local.eks.access;

import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Access policies as RBAC. EKS has an authorizer of its own for them; here the webhook puts the
 * entry's user into a group of the entry, and the group is bound to the policy's ClusterRole.
 */
public final class AccessPolicyBindings {
  private static final String ENTRY_LABEL = "eks.amazonaws.com/access-entry";
  private static final String POLICY_LABEL = "eks.amazonaws.com/access-policy";
  private static final String RBAC = "rbac.authorization.k8s.io";

  private final KubernetesClient client;

  public AccessPolicyBindings(KubernetesClient client) {
    this.client = client;
  }

  /** Makes a policy hold for an entry, in the association's scope and nowhere else. */
  public void bind(AccessEntry entry, AccessPolicy policy, AccessEntry.Association association) {
    unbind(entry, policy);
    if (association.namespaces().isEmpty()) {
      client.resource(clusterBinding(entry, policy)).createOr(patchable -> patchable.update());
      return;
    }
    client.namespaces().list().getItems().stream()
        .map(namespace -> namespace.getMetadata().getName())
        .filter(association::covers)
        .forEach(namespace -> bindIn(namespace, entry, policy));
  }

  /** Makes a policy hold in one namespace; a binding cannot be made before the namespace is. */
  public void bindIn(String namespace, AccessEntry entry, AccessPolicy policy) {
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name(entry, policy))
                .withNamespace(namespace)
                .addToLabels(ENTRY_LABEL, entry.id())
                .addToLabels(POLICY_LABEL, policy.policyName())
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", policy.clusterRole())
                .addNewSubject(RBAC, "Group", entry.policyGroup(), null)
                .build())
        .createOr(patchable -> patchable.update());
  }

  public void unbind(AccessEntry entry, AccessPolicy policy) {
    client
        .rbac()
        .clusterRoleBindings()
        .withLabel(ENTRY_LABEL, entry.id())
        .withLabel(POLICY_LABEL, policy.policyName())
        .delete();
    client
        .rbac()
        .roleBindings()
        .inAnyNamespace()
        .withLabel(ENTRY_LABEL, entry.id())
        .withLabel(POLICY_LABEL, policy.policyName())
        .delete();
  }

  private static ClusterRoleBinding clusterBinding(AccessEntry entry, AccessPolicy policy) {
    return new ClusterRoleBindingBuilder()
        .withNewMetadata()
        .withName(name(entry, policy))
        .addToLabels(ENTRY_LABEL, entry.id())
        .addToLabels(POLICY_LABEL, policy.policyName())
        .endMetadata()
        .withNewRoleRef(RBAC, "ClusterRole", policy.clusterRole())
        .addNewSubject(RBAC, "Group", entry.policyGroup(), null)
        .build();
  }

  private static String name(AccessEntry entry, AccessPolicy policy) {
    return "eks:access-entry:" + entry.id() + ":" + policy.policyName();
  }
}
