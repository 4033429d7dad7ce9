package dev.fnk.kubelet.explain;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a manifest has besides pods that decides something of them. */
public final class KnownObjects {
  /** Of pods alone. */
  public static final KnownObjects NONE = new KnownObjects(List.of());

  private final Map<Key, HasMetadata> objects = new HashMap<>();

  /**
   * @param namespace empty: of the cluster
   */
  private record Key(Class<?> type, String kind, String namespace, String name) {
    static Key of(HasMetadata object) {
      var meta = object.getMetadata();
      return new Key(
          object.getClass(),
          object.getKind(),
          Objects.requireNonNullElse(meta.getNamespace(), ""),
          meta.getName());
    }
  }

  private KnownObjects(List<? extends HasMetadata> objects) {
    objects.forEach(object -> this.objects.put(Key.of(object), object));
  }

  /** Of two of one name the last counts, as where they are applied one after the other. */
  public static KnownObjects of(List<? extends HasMetadata> objects) {
    return new KnownObjects(objects);
  }

  /**
   * @param namespace empty: of the cluster
   */
  public <T extends HasMetadata> Optional<T> find(
      Class<T> type, String kind, String namespace, String name) {
    return Optional.ofNullable(objects.get(new Key(type, kind, namespace, name))).map(type::cast);
  }

  /** All of a type, in no order. */
  public <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return objects.values().stream().filter(type::isInstance).map(type::cast);
  }
}
