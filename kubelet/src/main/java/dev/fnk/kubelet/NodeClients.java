package dev.fnk.kubelet;

import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.eks.EksTokenSource;
import dev.fnk.kubelet.node.WritePermit;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The node's clients of the API server, each with connections of its own: what pods need by the
 * thousand, or strangers at the kubelet API cause, must not delay the lease.
 *
 * @param node for the Node and its lease: few calls, short ones
 * @param reviews for the kubelet API's callers and its certificate
 */
record NodeClients(
    EksAccess access, EksTokenSource tokens, KubernetesClient node, KubernetesClient reviews)
    implements AutoCloseable {

  static NodeClients connect(EksAccess access, EksTokenSource tokens) {
    return new NodeClients(
        access,
        tokens,
        EksKubernetesClients.heartbeats(access, tokens),
        EksKubernetesClients.connect(access, tokens));
  }

  /** For pods; refuses to write without the permit. The caller closes it. */
  KubernetesClient pods(WritePermit permit) {
    return EksKubernetesClients.fenced(access, tokens, permit::open);
  }

  @Override
  public void close() {
    EksKubernetesClients.close(node);
    EksKubernetesClients.close(reviews);
  }
}
