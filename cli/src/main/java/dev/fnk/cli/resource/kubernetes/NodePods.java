package dev.fnk.cli.resource.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/** A node and the pods on it, as the API server tells. */
public final class NodePods {
  private NodePods() {}

  public static Optional<Node> node(KubernetesClient client, String name) {
    return Optional.ofNullable(client.nodes().withName(name).get());
  }

  /** Whether a virtual node made it. */
  static boolean virtual(Node node) {
    var labels = node.getMetadata().getLabels();
    return labels != null && "virtual-kubelet".equals(labels.get("type"));
  }

  public static boolean ready(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** Pods bound to a node, in all namespaces. */
  public static List<Pod> on(KubernetesClient client, String node) {
    return client.pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems();
  }
}
