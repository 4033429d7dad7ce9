package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.Need;
import dev.fnk.kubelet.reference.References;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.reference.ServiceAccountToken;
import dev.fnk.kubelet.reference.TokenKind;
import dev.fnk.kubelet.task.Inputs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a manifest does not say, named by who would know it: images, secrets, config maps, tokens,
 * addresses.
 */
final class Unknown {
  static final String OF_THE_IMAGE = "(of the image)";
  static final String OF_THE_TASK = "(of the task)";
  static final String OF_THE_NODE = "(of the node)";
  static final String OF_THE_SERVICES = "(of the services)";

  /** Stands for the user of an image, which may be a name or a number. */
  static final long USER = Integer.MAX_VALUE - 1L;

  /** Stands for all keys of an object that are not named. */
  private static final String ALL_KEYS = "*";

  private Unknown() {}

  /** Whatever the pod asks its surroundings for is there. */
  static Inputs inputs(Pod pod, UnknownClaims claims) {
    var images = new HashMap<String, ImageConfig>();
    containers(pod.getSpec()).forEach(c -> images.put(c.getName(), image(c.getImage())));
    return new Inputs(
        OF_THE_NODE,
        images,
        references(pod),
        InheritedAnnotations.NONE,
        claims.volumes(),
        repositoryCredentials(pod.getSpec()));
  }

  /** Whether a secret has a login for the registry, only the secret says. */
  private static Map<String, String> repositoryCredentials(PodSpec spec) {
    String names =
        spec.getImagePullSecrets().stream()
            .map(LocalObjectReference::getName)
            .collect(Collectors.joining(", "));
    var all = new HashMap<String, String>();
    if (!names.isEmpty()) {
      containers(spec)
          .filter(container -> !container.getImage().contains(".dkr.ecr."))
          .forEach(
              c -> all.put(c.getName(), "(of imagePullSecrets %s, if for it)".formatted(names)));
    }
    return all;
  }

  static Stream<Container> containers(PodSpec spec) {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream());
  }

  private static ImageConfig image(String image) {
    return new ImageConfig(
        image.contains("@") ? image : image + "@(digest)",
        List.of("(ENTRYPOINT of the image)"),
        List.of("(CMD of the image)"),
        List.of(),
        Optional.empty(),
        Optional.of(Long.toString(USER)),
        Optional.empty(),
        Set.of());
  }

  private static ResolvedReferences references(Pod pod) {
    var secrets = new TreeMap<String, Map<String, byte[]>>();
    var configMaps = new TreeMap<String, Map<String, String>>();
    var references = References.of(pod);
    for (Need need : references.needs()) {
      String key = need.key().isEmpty() ? ALL_KEYS : need.key();
      String value =
          "(%s %s %s)"
              .formatted(
                  need.kind() == Need.Kind.SECRET ? "secret" : "config map",
                  need.name(),
                  need.key().isEmpty() ? "all keys" : "key " + need.key());
      if (need.kind() == Need.Kind.SECRET) {
        secrets
            .computeIfAbsent(need.name(), _ -> new TreeMap<>())
            .put(key, value.getBytes(StandardCharsets.UTF_8));
      } else {
        configMaps.computeIfAbsent(need.name(), _ -> new TreeMap<>()).put(key, value);
      }
    }
    for (Volume volume : pod.getSpec().getVolumes()) {
      for (String key : mountedKeys(pod.getSpec(), volume.getName())) {
        if (volume.getConfigMap() != null && volume.getConfigMap().getItems().isEmpty()) {
          String name = volume.getConfigMap().getName();
          configMaps
              .computeIfAbsent(name, _ -> new TreeMap<>())
              .put(key, "(config map %s key %s)".formatted(name, key));
        } else if (volume.getSecret() != null && volume.getSecret().getItems().isEmpty()) {
          String name = volume.getSecret().getSecretName();
          secrets
              .computeIfAbsent(name, _ -> new TreeMap<>())
              .put(key, "(secret %s key %s)".formatted(name, key).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    var maps = new HashMap<String, ConfigMapData>();
    configMaps.forEach((name, data) -> maps.put(name, new ConfigMapData(data, Map.of())));
    var tokens = new HashMap<TokenKind, ServiceAccountToken>();
    for (TokenKind kind : references.tokens()) {
      tokens.put(kind, token(kind, references.serviceAccount()));
    }
    return new ResolvedReferences(secrets, maps, tokens, List.of());
  }

  /** What is mounted of a volume by subPath, as far as it can be a key. */
  private static List<String> mountedKeys(PodSpec spec, String volume) {
    return containers(spec)
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
