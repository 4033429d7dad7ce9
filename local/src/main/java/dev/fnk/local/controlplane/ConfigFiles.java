package dev.fnk.local.controlplane;

import dev.fnk.local.controlplane.pki.ClusterPki;
import java.net.URI;

/** The configuration files that control-plane programs read. */
final class ConfigFiles {
  private ConfigFiles() {}

  /** A kubeconfig that authenticates with a client certificate. */
  static String kubeconfig(URI server, ClusterPki pki, String component) {
    return """
    apiVersion: v1
    kind: Config
    current-context: default
    clusters:
    - name: default
      cluster:
        server: %s
        certificate-authority: %s
    users:
    - name: default
      user:
        client-certificate: %s
        client-key: %s
    contexts:
    - name: default
      context:
        cluster: default
        user: default
    """
        .formatted(
            server,
            pki.certificate(ClusterPki.CLUSTER_CA),
            pki.certificate(component),
            pki.key(component));
  }

  /** How the API server reaches the token webhook. */
  static String webhook(URI tokenWebhook) {
    return """
    apiVersion: v1
    kind: Config
    current-context: default
    clusters:
    - name: default
      cluster:
        server: %s
    users:
    - name: default
      user: {}
    contexts:
    - name: default
      context:
        cluster: default
        user: default
    """
        .formatted(tokenWebhook);
  }

  /** Since 1.32 EKS lets anonymous callers reach the health endpoints and nothing else. */
  static String authentication() {
    return """
    apiVersion: apiserver.config.k8s.io/v1
    kind: AuthenticationConfiguration
    anonymous:
      enabled: true
      conditions:
      - path: /healthz
      - path: /livez
      - path: /readyz
    """;
  }
}
