package dev.fnk.kubelet.eks;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What a Kubernetes client's exception says, in one line for a log. */
public final class ApiErrors {
  private ApiErrors() {}

  /** Such as {@code 403: pods is forbidden: ...}, or why there was no answer. */
  public static String brief(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getCode() + ": " + firstLine(e.getStatus().getMessage());
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    return (e.getCode() > 0 ? e.getCode() + ": " : "")
        + (message == null ? name : name + ": " + firstLine(message));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
