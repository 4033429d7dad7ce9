package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.ResolvedReferences;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a pod refers to, by name; what does not exist is told in the API server's words. */
final class Referred {
  private final ResolvedReferences resolved;

  Referred(ResolvedReferences resolved) {
    this.resolved = resolved;
  }

  /** Empty: it need not exist, and does not. */
  Optional<Map<String, byte[]>> secret(@Nullable String name, @Nullable Boolean optional)
      throws Unavailable {
    return found("secret", name, resolved.secrets(), optional);
  }

  /** Empty: it need not exist, and does not. */
  Optional<ConfigMapData> configMap(@Nullable String name, @Nullable Boolean optional)
      throws Unavailable {
    return found("configmap", name, resolved.configMaps(), optional);
  }

  private static <T> Optional<T> found(
      String kind, @Nullable String name, Map<String, T> all, @Nullable Boolean optional)
      throws Unavailable {
    String known = name == null ? "" : name;
    var found = Optional.ofNullable(all.get(known));
    if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
      throw new Unavailable(kind + " \"" + known + "\" not found");
    }
    return found;
  }
}
