package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.contract.AnnotationKeys;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Which containers of a pod are to be their own first process, PID 1, by its annotation. */
public final class FirstProcesses {
  private FirstProcesses() {}

  /** The names as they are given, without what is around them; whose they are is not said here. */
  public static List<String> of(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String given = annotations == null ? null : annotations.get(AnnotationKeys.FIRST_PROCESS);
    return given == null
        ? List.of()
        : Arrays.stream(given.split(",", -1)).map(String::strip).distinct().toList();
  }
}
