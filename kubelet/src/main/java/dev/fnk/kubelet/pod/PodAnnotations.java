package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * What the node keeps at the pod itself, for it has no store. A node may change annotations of its
 * own pods through the status subresource (labels and owners it may not).
 */
public final class PodAnnotations {
  /** The pod's how-manieth task, from 0. */
  public static final String ATTEMPT = "fnk.dev/attempt";

  /** ARN of the pod's task. */
  public static final String TASK = "fnk.dev/task";

  /** ARN of the task before. */
  public static final String PREVIOUS_TASK = "fnk.dev/previous-task";

  /** What the task was given: {@code CPU-UNITS/MIB}. */
  public static final String SIZE = "fnk.dev/size";

  private static final String MIRROR = "kubernetes.io/config.mirror";

  private PodAnnotations() {}

  static int attempt(Pod pod) {
    String value = all(pod).get(ATTEMPT);
    if (value == null || !value.matches("[0-9]{1,9}")) {
      return 0;
    }
    return Integer.parseInt(value);
  }

  static Optional<String> task(Pod pod) {
    return Optional.ofNullable(all(pod).get(TASK));
  }

  static Optional<String> previousTask(Pod pod) {
    return Optional.ofNullable(all(pod).get(PREVIOUS_TASK));
  }

  static boolean mirror(Pod pod) {
    return all(pod).containsKey(MIRROR);
  }

  static Map<String, String> all(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
