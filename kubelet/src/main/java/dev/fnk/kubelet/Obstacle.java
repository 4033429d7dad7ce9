package dev.fnk.kubelet;

import dev.fnk.kubelet.eks.ApiErrors;
import dev.fnk.kubelet.eks.ClusterNotReadyException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Why the node cannot work yet, in one line with the remedy.
 *
 * @param kind what to do about it: a refusal keeps the connection, anything else looks the cluster
 *     up anew
 * @param message for people
 */
record Obstacle(Kind kind, String message) {
  enum Kind {
    /** The API server is there and does not know or admit this role. */
    REFUSED,
    /** The cluster, its API server or AWS does not answer as it should. */
    UNREACHABLE
  }

  /**
   * Names what stands behind an exception.
   *
   * @param principal ARN of the role the node runs as, or a description of it
   */
  static Obstacle of(Exception e, String principal, String cluster, String node) {
    return switch (e) {
      case KubernetesClientException k when k.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED ->
          new Obstacle(
              Kind.REFUSED,
              "refused by the API server (401): %s is not mapped to a user yet; run `fnk up --stage register`"
                  .formatted(principal));
      case KubernetesClientException k when k.getCode() == HttpURLConnection.HTTP_FORBIDDEN ->
          new Obstacle(
              Kind.REFUSED,
              "refused by the API server (403): %s is mapped, but not to system:node:%s in system:nodes; run `fnk up --stage register` (%s)"
                  .formatted(principal, node, ApiErrors.brief(k)));
      case KubernetesClientException k when k.getCode() > 0 ->
          new Obstacle(
              Kind.UNREACHABLE,
              "the API server of %s answers %s".formatted(cluster, ApiErrors.brief(k)));
      case KubernetesClientException k ->
          new Obstacle(
              Kind.UNREACHABLE,
              "the API server of %s cannot be reached: %s".formatted(cluster, ApiErrors.brief(k)));
      case AwsServiceException a ->
          new Obstacle(
              Kind.UNREACHABLE,
              "cannot describe EKS cluster %s: %s".formatted(cluster, firstLine(a)));
      case SdkClientException a ->
          new Obstacle(
              Kind.UNREACHABLE,
              "cannot ask AWS about EKS cluster %s: %s".formatted(cluster, rootCause(a)));
      case ClusterNotReadyException c -> new Obstacle(Kind.UNREACHABLE, firstLine(c));
      default -> new Obstacle(Kind.UNREACHABLE, rootCause(e));
    };
  }

  private static String rootCause(Throwable e) {
    Throwable cause = e.getCause();
    if (cause == null) {
      return firstLine(e);
    }
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return "%s (%s: %s)"
        .formatted(firstLine(e), cause.getClass().getSimpleName(), firstLine(cause));
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }
}
