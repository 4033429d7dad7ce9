package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The writes and live reads that a node may do on its own pods. */
final class PodApi {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final KubernetesRequests requests;
  private final String nodeName;

  PodApi(KubernetesClient client, String nodeName) {
    this.client = client;
    this.requests = new KubernetesRequests(client);
    this.nodeName = nodeName;
  }

  /** What came of a write. */
  sealed interface Written {
    /** Done; the pod as it is now. */
    record Done(Pod pod) implements Written {}

    /** Somebody else was faster; the pod as it is now. */
    record Stale(Pod pod) implements Written {}

    /** The pod is no longer there. */
    record Gone() implements Written {}
  }

  /**
   * Patches status and annotations through the status subresource, if they differ from the pod's.
   *
   * @param annotations those to set; null removes one
   */
  Written writeStatus(Pod pod, PodStatus status, Map<String, @Nullable String> annotations)
      throws InterruptedException {
    var changes = new LinkedHashMap<String, @Nullable String>();
    annotations.forEach(
        (name, value) -> {
          if (!Objects.equals(PodAnnotations.all(pod).get(name), value)) {
            changes.put(name, value);
          }
        });
    if (changes.isEmpty() && status.equals(pod.getStatus())) {
      return new Written.Done(pod);
    }
    var meta = new LinkedHashMap<String, Object>();
    meta.put("uid", pod.getMetadata().getUid());
    meta.put("resourceVersion", pod.getMetadata().getResourceVersion());
    if (!changes.isEmpty()) {
      meta.put("annotations", changes);
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
          requests.patch(path + "/status", Map.of("metadata", meta, "status", statusMap));
      return new Written.Done(serialization.unmarshal(written, Pod.class));
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw e;
      }
      return live(pod).<Written>map(Written.Stale::new).orElseGet(Written.Gone::new);
    }
  }

  /** Ends a pod that is being deleted: its containers are no more. */
  void delete(Pod pod) throws InterruptedException {
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
      requests.delete(KubernetesRequests.pod(meta.getNamespace(), meta.getName()), options);
    } catch (KubernetesClientException e) {
      // Conflict: another pod has the name by now.
      if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
        throw e;
      }
    }
  }

  /**
   * The pod as the API server has it now, if it still is this one (same uid, bound to this node). A
   * list, not a get: to a node, the authorizer answers a get of a pod that is no more with 403.
   *
   * @throws KubernetesClientException when it cannot be known
   */
  Optional<Pod> live(Pod pod) {
    var meta = pod.getMetadata();
    return live(meta.getNamespace(), meta.getName(), meta.getUid());
  }

  /** As {@link #live(Pod)}. */
  Optional<Pod> live(String namespace, String name, String uid) {
    return client
        .pods()
        .inNamespace(namespace)
        .withField("spec.nodeName", nodeName)
        .withField("metadata.name", name)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getUid().equals(uid))
        .findFirst();
  }
}
