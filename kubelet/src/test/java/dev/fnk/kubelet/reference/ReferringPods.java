package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Pods that refer to something. */
final class ReferringPods {
  private ReferringPods() {}

  /**
   * A pod of namespace team with one container.
   *
   * @param container its fields besides name and image, YAML in one line
   * @param spec fields of the pod's spec, YAML in one line
   */
  static Pod pod(String uid, String container, String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: team, uid: %s}
        spec: {containers: [{name: a, image: i%s}]%s}
        """
            .formatted(
                uid,
                uid,
                container.isEmpty() ? "" : ", " + container,
                spec.isEmpty() ? "" : ", " + spec),
        Pod.class);
  }
}
