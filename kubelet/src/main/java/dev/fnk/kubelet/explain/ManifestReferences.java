package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.podspec.PodContainers;
import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.Need;
import dev.fnk.kubelet.reference.References;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.reference.ServiceAccountToken;
import dev.fnk.kubelet.reference.TokenKind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pod refers to: config maps and the keys of secrets that the manifest has, and of all
 * others names. Whatever is not in the manifest is taken to be there, with all its keys; no
 * secret's value is read.
 */
final class ManifestReferences {
  /** Stands for all keys of an object that are not named. */
  private static final String ALL_KEYS = "*";

  private final Pod pod;
  private final KnownObjects objects;
  private final Map<String, Map<String, byte[]>> secrets = new TreeMap<>();
  private final Map<String, Map<String, String>> configMaps = new TreeMap<>();
  private final Map<String, ConfigMapData> known = new HashMap<>();

  private ManifestReferences(Pod pod, KnownObjects objects) {
    this.pod = pod;
    this.objects = objects;
  }

  static ResolvedReferences of(Pod pod, KnownObjects objects) {
    return new ManifestReferences(pod, objects).resolved();
  }

  private ResolvedReferences resolved() {
    var references = References.of(pod);
    for (Need need : references.needs()) {
      String key = need.key().isEmpty() ? ALL_KEYS : need.key();
      if (need.kind() == Need.Kind.SECRET) {
        secret(need.name(), key);
      } else {
        configMap(need.name(), key);
      }
    }
    for (Volume volume : pod.getSpec().getVolumes()) {
      for (String key : mountedKeys(pod.getSpec(), volume.getName())) {
        if (volume.getConfigMap() != null && volume.getConfigMap().getItems().isEmpty()) {
          configMap(volume.getConfigMap().getName(), key);
        } else if (volume.getSecret() != null && volume.getSecret().getItems().isEmpty()) {
          secret(volume.getSecret().getSecretName(), key);
        }
      }
    }
    var maps = new HashMap<String, ConfigMapData>(known);
    configMaps.forEach((name, data) -> maps.put(name, new ConfigMapData(data, Map.of())));
    var tokens = new HashMap<TokenKind, ServiceAccountToken>();
    for (TokenKind kind : references.tokens()) {
      tokens.put(kind, token(kind, references.serviceAccount()));
    }
    return new ResolvedReferences(secrets, maps, tokens, List.of());
  }

  private void secret(String name, String key) {
    Optional<Secret> secret = objects.find(Secret.class, "Secret", namespace(), name);
    Set<String> keys = secret.map(ManifestReferences::keys).orElse(Set.of(key));
    Map<String, byte[]> data = secrets.computeIfAbsent(name, _ -> new TreeMap<>());
    keys.forEach(its -> data.put(its, octets(shown("secret", name, its))));
  }

  private static Set<String> keys(Secret secret) {
    var keys = new HashSet<>(orNone(secret.getData()).keySet());
    keys.addAll(orNone(secret.getStringData()).keySet());
    return keys;
  }

  private void configMap(String name, String key) {
    Optional<ConfigMap> map = objects.find(ConfigMap.class, "ConfigMap", namespace(), name);
    if (map.isPresent()) {
      var texts = new TreeMap<String, String>();
      orNone(map.get().getData())
          .forEach((its, value) -> texts.put(its, Objects.requireNonNullElse(value, "")));
      var octets = new TreeMap<String, byte[]>();
      orNone(map.get().getBinaryData())
          .keySet()
          .forEach(its -> octets.put(its, octets(shown("config map", name, its))));
      known.put(name, new ConfigMapData(texts, octets));
    } else {
      configMaps
          .computeIfAbsent(name, _ -> new TreeMap<>())
          .put(key, shown("config map", name, key));
    }
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String namespace() {
    return pod.getMetadata().getNamespace();
  }

  private static Map<String, String> orNone(@Nullable Map<String, String> data) {
    return Objects.requireNonNullElse(data, Map.of());
  }

  private static String shown(String kind, String name, String key) {
    return "(%s %s %s)".formatted(kind, name, key.equals(ALL_KEYS) ? "all keys" : "key " + key);
  }

  /** What is mounted of a volume by subPath, as far as it can be a key. */
  private static List<String> mountedKeys(PodSpec spec, String volume) {
    return PodContainers.of(spec)
        .flatMap(container -> container.getVolumeMounts().stream())
        .filter(mount -> mount.getName().equals(volume) && mount.getSubPath() != null)
        .map(VolumeMount::getSubPath)
        .filter(path -> path.matches("[-._a-zA-Z0-9]+"))
        .toList();
  }

  private static ServiceAccountToken token(TokenKind kind, String account) {
    String audience = kind.audience().isEmpty() ? "" : ", audience " + kind.audience();
    return new ServiceAccountToken(
        "(token of service account %s%s)".formatted(account, audience),
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(kind.expirationSeconds()));
  }
}
