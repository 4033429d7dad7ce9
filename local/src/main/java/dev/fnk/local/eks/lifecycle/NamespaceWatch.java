package dev.fnk.local.eks.lifecycle;

import dev.fnk.local.controlplane.ControlPlane;
import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.AccessPolicy;
import dev.fnk.local.eks.access.AccessPolicyBindings;
import dev.fnk.local.eks.cluster.Cluster;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes access policies hold in namespaces that appear after they were associated. */
final class NamespaceWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceWatch.class);

  private final Cluster cluster;
  private final AccessPolicyBindings bindings;
  private final SharedIndexInformer<Namespace> informer;

  NamespaceWatch(Cluster cluster, ControlPlane controlPlane) {
    this.cluster = cluster;
    this.bindings = new AccessPolicyBindings(controlPlane.admin());
    this.informer = controlPlane.admin().namespaces().inform(new Handler());
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Handler implements ResourceEventHandler<Namespace> {
    @Override
    public void onAdd(Namespace namespace) {
      bind(namespace.getMetadata().getName());
    }

    @Override
    public void onUpdate(Namespace before, Namespace namespace) {
      // Its name is all that matters.
    }

    @Override
    public void onDelete(Namespace namespace, boolean finalStateUnknown) {
      // Its bindings go with it.
    }
  }

  private void bind(String namespace) {
    for (AccessEntry entry : cluster.entries().values()) {
      entry
          .policies()
          .forEach(
              (policy, association) -> {
                if (association.covers(namespace)) {
                  bind(namespace, entry, policy);
                }
              });
    }
  }

  private void bind(String namespace, AccessEntry entry, AccessPolicy policy) {
    try {
      bindings.bindIn(namespace, entry, policy);
    } catch (KubernetesClientException e) {
      LOG.warn("{} does not hold in namespace {} yet", policy.policyName(), namespace, e);
    }
  }
}
