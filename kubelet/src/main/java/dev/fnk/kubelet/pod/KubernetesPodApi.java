package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The pods of the API server. No more than {@value #PARALLEL} calls are under way at a time, so
 * that however many pods have news at once, the node's other calls get their turn.
 */
final class KubernetesPodApi implements PodApi {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PARALLEL = 10;

  private final Semaphore places = new Semaphore(PARALLEL, true);

  private final KubernetesClient client;
  private final KubernetesRequests requests;
  private final String nodeName;

  KubernetesPodApi(KubernetesClient client, String nodeName) {
    this.client = client;
    this.requests = new KubernetesRequests(client);
    this.nodeName = nodeName;
  }

  @Override
  public Written writeStatus(Pod pod, PodStatus status, Map<String, @Nullable String> annotations)
      throws InterruptedException {
    var meta = new LinkedHashMap<String, Object>();
    meta.put("uid", pod.getMetadata().getUid());
    meta.put("resourceVersion", pod.getMetadata().getResourceVersion());
    if (!annotations.isEmpty()) {
      meta.put("annotations", annotations);
    }
    var serialization = client.getKubernetesSerialization();
    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> statusMap = serialization.convertValue(status, Map.class);
    if (pod.getStatus() != null) {
      // A merge patch removes what it names as null.
      Map<?, ?> before = serialization.convertValue(pod.getStatus(), Map.class);
      before.keySet().forEach(key -> statusMap.putIfAbsent(String.valueOf(key), null));
    }
    String path =
        KubernetesRequests.pod(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    try {
      String written =
          inTurn(
              () ->
                  requests.patch(path + "/status", Map.of("metadata", meta, "status", statusMap)));
      Pod now = serialization.unmarshal(written, Pod.class);
      now.getMetadata().setManagedFields(List.of());
      return new Written.Done(now);
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw e;
      }
      return live(pod).<Written>map(Written.Stale::new).orElseGet(Written.Gone::new);
    }
  }

  @Override
  public void delete(Pod pod) throws InterruptedException {
    var meta = pod.getMetadata();
    var options =
        new DeleteOptionsBuilder()
            .withApiVersion("v1")
            .withKind("DeleteOptions")
            .withGracePeriodSeconds(0L)
            .withNewPreconditions()
            .withUid(meta.getUid())
            .endPreconditions()
            .build();
    try {
      inTurn(
          () -> {
            requests.delete(KubernetesRequests.pod(meta.getNamespace(), meta.getName()), options);
            return "";
          });
    } catch (KubernetesClientException e) {
      // Conflict: another pod has the name by now.
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }

  /**
   * A list, not a get: to a node, the authorizer answers a get of a pod that is no more with 403.
   */
  @Override
  public Optional<Pod> live(String namespace, String name, String uid) throws InterruptedException {
    return inTurn(
        () ->
            client
                .pods()
                .inNamespace(namespace)
                .withField("spec.nodeName", nodeName)
                .withField("metadata.name", name)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getUid().equals(uid))
                .findFirst());
  }

  /** A call to the API server. */
  private interface Call<T> {
    T make() throws InterruptedException;
  }

  private <T> T inTurn(Call<T> call) throws InterruptedException {
    places.acquire();
    try {
      return call.make();
    } finally {
      places.release();
    }
  }
}
