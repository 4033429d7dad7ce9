package dev.fnk.cli.manifest;

import dev.fnk.kubelet.explain.KnownObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirements;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what a manifest has besides pods that decides something of them. */
final class ObjectReader {
  private static final Map<String, Class<? extends HasMetadata>> OF_NAMESPACES =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Secret", Secret.class,
          "LimitRange", LimitRange.class,
          "ServiceAccount", ServiceAccount.class,
          "PersistentVolumeClaim", PersistentVolumeClaim.class);
  private static final Map<String, Class<? extends HasMetadata>> OF_THE_CLUSTER =
      Map.of(
          "Namespace", Namespace.class,
          "PersistentVolume", PersistentVolume.class,
          "RuntimeClass", GenericKubernetesResource.class,
          "StorageClass", GenericKubernetesResource.class);

  private static final Optional<String> NO_SPEC = Optional.of("it has no spec");

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
    Optional<String> wrong =
        switch (object) {
          case PersistentVolume volume ->
              volume.getSpec() == null
                  ? NO_SPEC
                  : Quantities.wrong("spec.capacity", volume.getSpec().getCapacity());
          case PersistentVolumeClaim claim ->
              claim.getSpec() == null ? NO_SPEC : wrong(claim.getSpec().getResources());
          case LimitRange range ->
              LimitRanges.items(range).stream().flatMap(item -> wrong(item).stream()).findFirst();
          case GenericKubernetesResource other ->
              Quantities.wrong("overhead.podFixed", ApiDefaults.overhead(other));
          default -> Optional.empty();
        };
    if (wrong.isPresent()) {
      throw new IllegalArgumentException(wrong.get());
    }
    objects.add(object);
  }

  private static Optional<String> wrong(@Nullable VolumeResourceRequirements resources) {
    return resources == null
        ? Optional.empty()
        : Quantities.wrong("spec.resources.requests", resources.getRequests());
  }

  private static Optional<String> wrong(LimitRangeItem item) {
    return Stream.of(item.getDefault(), item.getDefaultRequest(), item.getMax(), item.getMin())
        .flatMap(amounts -> Quantities.wrong("spec.limits", amounts).stream())
        .findFirst();
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
