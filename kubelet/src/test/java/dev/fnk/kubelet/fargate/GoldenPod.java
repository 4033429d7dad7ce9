package dev.fnk.kubelet.fargate;

import static java.util.stream.Collectors.toMap;

import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.reference.ClaimedVolume;
import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.References;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.reference.ServiceAccountToken;
import dev.fnk.kubelet.reference.ServiceAddress;
import dev.fnk.kubelet.reference.TokenKind;
import dev.fnk.kubelet.task.Inputs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A manifest: a pod as the API server has it, and what there is in its cluster.
 *
 * @param secrets every value of every secret
 */
record GoldenPod(Pod pod, Inputs inputs, List<String> secrets) {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String TOKEN = "token-of-";

  /**
   * @param manifest documents, a pod first
   * @param images what they say of themselves, by name, in the words of the OCI configuration
   */
  static GoldenPod of(String manifest, String images) {
    List<HasMetadata> objects =
        Arrays.stream(manifest.split("(?m)^---$"))
            .map(document -> YAML.<HasMetadata>unmarshal(document))
            .toList();
    var pod = (Pod) objects.getFirst();
    References references = References.of(pod);
    var secrets = all(objects, Secret.class, GoldenPod::data);
    var tokens =
        references.tokens().stream()
            .collect(toMap(Function.identity(), kind -> token(references.serviceAccount(), kind)));
    var resolved =
        new ResolvedReferences(
            secrets,
            all(objects, ConfigMap.class, map -> new ConfigMapData(map.getData(), Map.of())),
            tokens,
            references.serviceLinks() ? services(objects) : List.of());
    var inherited =
        new InheritedAnnotations(
            annotations(objects, Namespace.class), annotations(objects, ServiceAccount.class));
    return new GoldenPod(
        pod,
        new Inputs("10.0.0.9", images(pod, images), resolved, inherited, claims(objects)),
        Stream.concat(
                secrets.values().stream()
                    .flatMap(data -> data.values().stream())
                    .map(value -> new String(value, StandardCharsets.UTF_8)),
                tokens.values().stream().map(ServiceAccountToken::token))
            .toList());
  }

  private static <T extends HasMetadata, V> Map<String, V> all(
      List<HasMetadata> objects, Class<T> kind, Function<T, V> value) {
    return objects.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .collect(toMap(object -> object.getMetadata().getName(), value));
  }

  private static Map<String, byte[]> data(Secret secret) {
    var data = new HashMap<String, byte[]>();
    secret.getData().forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
    secret
        .getStringData()
        .forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
    return data;
  }

  private static ServiceAccountToken token(String account, TokenKind kind) {
    return new ServiceAccountToken(
        TOKEN + account + "-for-" + kind.audience(),
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(kind.expirationSeconds()));
  }

  private static List<ServiceAddress> services(List<HasMetadata> objects) {
    return objects.stream()
        .filter(Service.class::isInstance)
        .map(Service.class::cast)
        .filter(service -> !service.getSpec().getClusterIP().equals("None"))
        .map(
            service ->
                new ServiceAddress(
                    service.getMetadata().getName(),
                    service.getSpec().getClusterIP(),
                    service.getSpec().getPorts().stream()
                        .map(port -> new ServiceAddress.Port(port.getName(), port.getPort(), "TCP"))
                        .toList()))
        .toList();
  }

  private static Map<String, String> annotations(
      List<HasMetadata> objects, Class<? extends HasMetadata> kind) {
    return objects.stream()
        .filter(kind::isInstance)
        .findFirst()
        .map(object -> object.getMetadata().getAnnotations())
        .orElse(Map.of());
  }

  private static Map<String, ClaimedVolume> claims(List<HasMetadata> objects) {
    return objects.stream()
        .filter(PersistentVolume.class::isInstance)
        .map(PersistentVolume.class::cast)
        .collect(
            toMap(
                volume -> volume.getSpec().getClaimRef().getName(),
                volume -> new ClaimedVolume(volume.getMetadata().getName(), volume.getSpec())));
  }

  private static Map<String, ImageConfig> images(Pod pod, String images) {
    Map<?, ?> known = YAML.unmarshal(images, Map.class);
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .collect(
            toMap(
                Container::getName,
                its -> image(its.getImage(), (Map<?, ?>) known.get(its.getImage()))));
  }

  private static ImageConfig image(String name, Map<?, ?> its) {
    return new ImageConfig(
        name.replaceFirst(":[^/]*$", "") + "@sha256:" + its.get("digest"),
        texts(its.get("Entrypoint")),
        texts(its.get("Cmd")),
        texts(its.get("Env")),
        text(its.get("WorkingDir")),
        text(its.get("User")),
        text(its.get("StopSignal")),
        Set.of(Architecture.AMD64));
  }

  private static List<String> texts(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(String::valueOf).toList();
  }

  private static Optional<String> text(Object value) {
    return Optional.ofNullable(value).map(String::valueOf);
  }
}
