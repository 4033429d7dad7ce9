package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Pods for tests, from YAML. */
final class Yaml {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Yaml() {}

  /** The pod {@code ns/web-1} with this spec. */
  static Pod pod(String spec) {
    return of(
        Pod.class,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: ns, uid: uid-1}
        spec:
        """
            + spec.indent(2));
  }

  /** The first container of {@link #pod}, with these fields besides its name and image. */
  static Container container(String fields) {
    return of(Container.class, "name: web\nimage: nginx\n" + fields);
  }

  static <T> T of(Class<T> type, String yaml) {
    return YAML.unmarshal(yaml, type);
  }
}
