package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.reference.ServiceAccountToken;
import dev.fnk.kubelet.reference.ServiceAddress;
import dev.fnk.kubelet.reference.TokenKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a test's cluster has. */
final class Given {
  static final ImageConfig IMAGE =
      new ImageConfig(
          "registry/nginx@sha256:1",
          List.of("/entry"),
          List.of("serve"),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(Architecture.AMD64));

  private final Map<String, Map<String, byte[]>> secrets = new HashMap<>();
  private final Map<String, ConfigMapData> configMaps = new HashMap<>();
  private final Map<TokenKind, ServiceAccountToken> tokens = new HashMap<>();
  private final List<ServiceAddress> services = new ArrayList<>();
  private final Map<String, ImageConfig> images = new HashMap<>();
  private List<String> podIps = List.of("10.0.1.5");

  Given secret(String name, String... keysAndValues) {
    secrets.put(name, octets(keysAndValues));
    return this;
  }

  Given secret(String name, Map<String, byte[]> data) {
    secrets.put(name, data);
    return this;
  }

  Given configMap(String name, String... keysAndValues) {
    configMaps.put(name, new ConfigMapData(texts(keysAndValues), Map.of()));
    return this;
  }

  Given configMap(String name, ConfigMapData data) {
    configMaps.put(name, data);
    return this;
  }

  Given token(String audience, long seconds, String token) {
    tokens.put(
        new TokenKind(audience, seconds),
        new ServiceAccountToken(token, Instant.EPOCH, Instant.EPOCH.plusSeconds(seconds)));
    return this;
  }

  Given service(String name, String address, int port) {
    services.add(
        new ServiceAddress(name, address, List.of(new ServiceAddress.Port("", port, "TCP"))));
    return this;
  }

  Given image(String container, ImageConfig image) {
    images.put(container, image);
    return this;
  }

  Given noAddress() {
    podIps = List.of();
    return this;
  }

  /** With {@link #IMAGE} where nothing else was said. */
  SpecificationInputs inputs(Pod pod) {
    var all = new HashMap<>(images);
    Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .map(Container::getName)
        .forEach(name -> all.putIfAbsent(name, IMAGE));
    return new SpecificationInputs(
        all,
        new ResolvedReferences(secrets, configMaps, tokens, services),
        podIps,
        List.of("10.0.0.9", "2001:db8::9"),
        new ApiAddress("api.example.com", 443),
        "cluster.local",
        new FargateSize(512, 1024),
        21);
  }

  static ImageConfig imageWith(List<String> env, String workingDir, String user, String signal) {
    return new ImageConfig(
        IMAGE.reference(),
        IMAGE.entrypoint(),
        IMAGE.cmd(),
        env,
        Optional.ofNullable(workingDir),
        Optional.ofNullable(user),
        Optional.ofNullable(signal),
        IMAGE.architectures());
  }

  private static Map<String, byte[]> octets(String... keysAndValues) {
    return texts(keysAndValues).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> entry.getValue().getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, String> texts(String... keysAndValues) {
    var texts = new HashMap<String, String>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      texts.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return texts;
  }
}
