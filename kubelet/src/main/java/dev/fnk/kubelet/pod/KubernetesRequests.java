package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Single writes, each one call: the client's own patch and delete read first what a node may not
 * read (its events, a pod that is no more).
 */
final class KubernetesRequests {
  private static final int TIMEOUT_SECONDS = 30;

  private final KubernetesClient client;

  KubernetesRequests(KubernetesClient client) {
    this.client = client;
  }

  /**
   * JSON merge patch (RFC 7396).
   *
   * @return the object as it then is, JSON
   */
  String patch(String path, Object patch) throws InterruptedException {
    return send("PATCH", path, "application/merge-patch+json", patch);
  }

  void delete(String path, Object options) throws InterruptedException {
    send("DELETE", path, "application/json", options);
  }

  private String send(String method, String path, String contentType, Object body)
      throws InterruptedException {
    var http = client.getHttpClient();
    var request =
        http.newHttpRequestBuilder()
            .uri(client.getMasterUrl().toString().replaceAll("/$", "") + path)
            .method(method, contentType, client.getKubernetesSerialization().asJson(body))
            .setHeader("Accept", "application/json")
            .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .build();
    var answer = http.sendAsync(request, String.class);
    try {
      var response = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (response.isSuccessful()) {
        return response.body();
      }
      Status status = status(response.body());
      String words = status == null ? response.body() : status.getMessage();
      throw new KubernetesClientException(
          method + " " + path + ": " + response.code() + " " + words, response.code(), status);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new KubernetesClientException(method + " " + path + ": no answer in time", e);
    } catch (ExecutionException e) {
      throw new KubernetesClientException(method + " " + path + ": " + e.getCause(), e.getCause());
    }
  }

  private @Nullable Status status(@Nullable String body) {
    try {
      return body == null
          ? null
          : client.getKubernetesSerialization().unmarshal(body, Status.class);
    } catch (RuntimeException _) {
      // A proxy's page, not the API server's words.
      return null;
    }
  }

  /** Path of the pod, and of what is below it. */
  static String pod(String namespace, String name) {
    return "/api/v1/namespaces/" + namespace + "/pods/" + name;
  }
}
