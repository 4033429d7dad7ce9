package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Pod;

/** How a kubelet names a pod in its messages. */
public final class PodWords {
  private PodWords() {}

  /** {@code NAME_NAMESPACE(UID)}. */
  public static String of(Pod pod) {
    var meta = pod.getMetadata();
    return "%s_%s(%s)".formatted(meta.getName(), meta.getNamespace(), meta.getUid());
  }
}
