package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Volume;

/** Which of a pod's volumes are the agent's to lay. */
public final class LaidVolumes {
  private LaidVolumes() {}

  /** Whether it lays it at all; others are ECS's, or nobody's. */
  public static boolean laid(Volume volume) {
    return volume.getEmptyDir() != null || ofFiles(volume);
  }

  /** Whether it has files, which follow what they are made of. */
  public static boolean ofFiles(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getProjected() != null
        || volume.getDownwardAPI() != null;
  }
}
