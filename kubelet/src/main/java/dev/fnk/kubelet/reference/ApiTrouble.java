package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Why the API server gave no answer; a parser's words are left out, since they may show a value.
 */
final class ApiTrouble {
  private ApiTrouble() {}

  static String brief(Throwable failure) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof KubernetesClientException api && api.getStatus() != null) {
        return api.getCode() + " " + api.getStatus().getMessage();
      }
      cause = cause.getCause();
    }
    return failure.getClass().getSimpleName();
  }
}
