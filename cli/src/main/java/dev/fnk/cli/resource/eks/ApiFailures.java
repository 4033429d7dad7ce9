package dev.fnk.cli.resource.eks;

import dev.fnk.cli.resource.ResourceException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Failures of calls to an API server: which pass by themselves, and all of them in words. */
public final class ApiFailures {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  private ApiFailures() {}

  /**
   * Whether a failure passes by itself: no answer at all (the name does not resolve yet, nobody
   * listens, the connection breaks off), a server in trouble, and, while a cluster is young, one
   * that does not know its creator yet.
   */
  public static boolean passes(KubernetesClientException e, boolean young) {
    var code = e.getCode();
    return code <= 0
        || code == TOO_MANY_REQUESTS
        || code >= SERVER_ERRORS
        || code == HttpURLConnection.HTTP_UNAUTHORIZED
        || (code == HttpURLConnection.HTTP_FORBIDDEN && young);
  }

  /** The failure for people; a conflict and an interrupt are the caller's to handle. */
  public static RuntimeException inWords(KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || Thread.currentThread().isInterrupted()) {
      return e;
    }
    return new ResourceException(describe(e), next(e), e);
  }

  static String describe(KubernetesClientException e) {
    var status = e.getStatus();
    var said = status != null && status.getMessage() != null ? status.getMessage() : message(e);
    return switch (e.getCode()) {
      case -1, 0 -> "the API server does not answer: " + said; // fabric8's two for no HTTP answer
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          "the API server does not know who calls (HTTP 401)";
      case HttpURLConnection.HTTP_FORBIDDEN -> "the API server refuses: " + said;
      default -> "the API server answers HTTP %d: %s".formatted(e.getCode(), said);
    };
  }

  static String next(KubernetesClientException e) {
    return switch (e.getCode()) {
      case -1, 0 -> "fnk doctor checks the way to it; network.endpointCidrs says who may reach it";
      case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
          "use the identity that made the cluster, or add this one to cluster.admins with that one";
      default -> "fnk up tries again";
    };
  }

  private static String message(Throwable e) {
    var cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    var kind = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
  }
}
