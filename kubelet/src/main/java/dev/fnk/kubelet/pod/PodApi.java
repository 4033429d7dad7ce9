package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The writes and live reads that a node may do on its own pods. Each may fail with {@link
 * KubernetesClientException}; then it is not known whether it was done.
 */
interface PodApi {
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
   * Patches status and annotations through the status subresource, if the pod still is as given.
   *
   * @param annotations those to set; null removes one
   */
  Written writeStatus(Pod pod, PodStatus status, Map<String, @Nullable String> annotations)
      throws InterruptedException;

  /** Ends a pod that is being deleted: its containers are no more. */
  void delete(Pod pod) throws InterruptedException;

  /**
   * The pod as the API server has it now, if it still is this one (same uid, bound to this node).
   */
  Optional<Pod> live(String namespace, String name, String uid) throws InterruptedException;

  /** As {@link #live(String, String, String)}. */
  default Optional<Pod> live(Pod pod) throws InterruptedException {
    var meta = pod.getMetadata();
    return live(meta.getNamespace(), meta.getName(), meta.getUid());
  }
}
