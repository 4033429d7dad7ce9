package dev.fnk.cli.manifest;

import dev.fnk.kubelet.explain.KnownObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers what a manifest has besides pods that decides something of them. */
final class ObjectReader {
  private static final Map<String, Class<? extends HasMetadata>> OF_NAMESPACES =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Secret", Secret.class,
          "ServiceAccount", ServiceAccount.class,
          "PersistentVolumeClaim", PersistentVolumeClaim.class);
  private static final Map<String, Class<? extends HasMetadata>> OF_THE_CLUSTER =
      Map.of(
          "Namespace", Namespace.class,
          "PersistentVolume", PersistentVolume.class,
          "RuntimeClass", GenericKubernetesResource.class,
          "StorageClass", GenericKubernetesResource.class);

  private final KubernetesSerialization model;
  private final List<HasMetadata> objects = new ArrayList<>();

  ObjectReader(KubernetesSerialization model) {
    this.model = model;
  }

  /**
   * Keeps an object, if it is of a kind that counts.
   *
   * @param namespace that it is in, if its kind has one
   * @throws IllegalArgumentException a field of it is of the wrong type, or missing
   */
  boolean read(String kind, String namespace, Map<?, ?> fields) {
    if (OF_THE_CLUSTER.containsKey(kind)) {
      keep(model.convertValue(fields, OF_THE_CLUSTER.get(kind)));
      return true;
    }
    if (!OF_NAMESPACES.containsKey(kind)) {
      return false;
    }
    HasMetadata object = model.convertValue(fields, OF_NAMESPACES.get(kind));
    object.getMetadata().setNamespace(namespace);
    keep(object);
    return true;
  }

  private void keep(HasMetadata object) {
    boolean empty =
        switch (object) {
          case PersistentVolume volume -> volume.getSpec() == null;
          case PersistentVolumeClaim claim -> claim.getSpec() == null;
          default -> false;
        };
    if (empty) {
      throw new IllegalArgumentException("it has no spec");
    }
    objects.add(object);
  }

  /** Keeps the claim that a controller makes of a template. */
  void claim(String namespace, String name, Map<?, ?> template) {
    var fields = new HashMap<Object, Object>(template);
    fields.put("kind", "PersistentVolumeClaim");
    fields.put("metadata", Map.of("name", name));
    read("PersistentVolumeClaim", namespace, fields);
  }

  KnownObjects all() {
    return KnownObjects.of(objects);
  }
}
