package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.image.ImageConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pods as an API server admits them, by a seed; what they refer to is mostly there. */
final class GeneratedPods {
  /** Every secret value and token has one of these in it. */
  static final List<String> SECRETS = List.of("s3cr3t", "t0k3n");

  private static final List<String> FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "metadata.labels['app']",
          "metadata.annotations['note']",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage");

  private final Random random;

  private GeneratedPods(long seed) {
    this.random = new Random(seed);
  }

  /** Equal seeds give equal ones. */
  static Case of(long seed) {
    var generated = new GeneratedPods(seed);
    Given cluster = generated.cluster();
    Pod pod = generated.pod();
    return new Case(pod, cluster.inputs(pod));
  }

  /** A pod, and what its node knows. */
  record Case(Pod pod, SpecificationInputs inputs) {}

  private Given cluster() {
    var given =
        new Given()
            .configMap("map-0", "a", "1", "b", "$(A)", "c.conf", "text\nof\nlines")
            .configMap("map-1", "a", "2")
            .secret("secret-0", "user", "s3cr3t-user", "password", "s3cr3t-$(PASSWORD)")
            .secret("secret-1", "key", "s3cr3t-key")
            .token("", 3600, "t0k3n-api")
            .token("vault", 600, "t0k3n-vault")
            .service("db", "172.20.0.5", 5432)
            .service("web-front", "172.20.0.6", 80);
    for (String name : List.of("web", "helper", "prepare", "proxy")) {
      given.image(name, image());
    }
    return given;
  }

  private Pod pod() {
    var names = new ArrayList<>(List.of("web"));
    if (often(3)) {
      names.add("helper");
    }
    return new PodBuilder()
        .withNewMetadata()
        .withName("web-" + random.nextInt(100))
        .withNamespace("ns")
        .withUid("uid-" + random.nextInt(100))
        .withLabels(Map.of("app", "web"))
        .withAnnotations(Map.of("note", "a \"quoted\"\nnote"))
        .endMetadata()
        .withNewSpec()
        .withNodeName("virtual-kubelet")
        .withServiceAccountName(maybe(2, () -> "builder"))
        .withRestartPolicy(one("Always", "OnFailure", "Never"))
        .withHostname(maybe(5, () -> "host"))
        .withSubdomain(maybe(5, () -> "sub"))
        .withSetHostnameAsFQDN(maybe(3, random::nextBoolean))
        .withSecurityContext(maybe(2, this::podSecurity))
        .withContainers(names.stream().map(this::container).toList())
        .withInitContainers(inits())
        .withVolumes(some(4, this::volume))
        .endSpec()
        .build();
  }

  private List<Container> inits() {
    var inits = new ArrayList<Container>();
    if (often(3)) {
      inits.add(container("prepare"));
    }
    if (often(4)) {
      Container proxy = container("proxy");
      proxy.setRestartPolicy("Always");
      inits.add(proxy);
    }
    return inits;
  }

  private Container container(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImage("nginx")
        .withCommand(some(1, () -> one("run", "sh", "/bin/$(NO)")))
        .withArgs(some(3, () -> one("$(USER)", "$$(A)", "plain", "$(NO", "s=$(PASSWORD)")))
        .withWorkingDir(maybe(4, () -> "/srv"))
        .withTty(maybe(5, () -> true))
        .withEnvFrom(some(3, this::envFrom))
        .withEnv(some(6, this::env))
        .withRestartPolicy(name.equals("web") ? maybe(8, () -> one("OnFailure", "Never")) : null)
        .withSecurityContext(maybe(2, this::security))
        .withTerminationMessagePath(maybe(4, () -> "/tmp/message"))
        .withNewResources()
        .withRequests(often(2) ? Map.of("cpu", new Quantity("250m")) : Map.of())
        .withLimits(often(2) ? Map.of("memory", new Quantity("64Mi")) : Map.of())
        .endResources()
        .build();
  }

  private EnvFromSource envFrom() {
    var source = new EnvFromSourceBuilder().withPrefix(maybe(3, () -> one("P_", "x-", "")));
    boolean absent = often(30);
    Boolean optional = maybe(3, random::nextBoolean);
    return often(2)
        ? source.withNewConfigMapRef(absent ? "none" : one("map-0", "map-1"), optional).build()
        : source.withNewSecretRef(absent ? "none" : one("secret-0", "secret-1"), optional).build();
  }

  private EnvVar env() {
    var env = new EnvVarBuilder().withName(often(200) ? "FNK_X" : one("A", "B", "USER", "x.y"));
    return switch (random.nextInt(6)) {
      case 0 -> env.withValue(one("", "1", "$(A)$(B)", "$$$(USER)", "$(DB_SERVICE_HOST)")).build();
      case 1 -> env.withNewValueFrom().withNewFieldRef("v1", one(FIELDS)).endValueFrom().build();
      case 2 -> env.withNewValueFrom().withResourceFieldRef(resource("")).endValueFrom().build();
      case 3 ->
          env.withNewValueFrom()
              .withNewConfigMapKeyRef(
                  often(20) ? "none" : "a", one("map-0", "map-1"), maybe(2, random::nextBoolean))
              .endValueFrom()
              .build();
      default ->
          env.withNewValueFrom()
              .withNewSecretKeyRef(
                  often(20) ? "none" : "password", "secret-0", maybe(2, random::nextBoolean))
              .endValueFrom()
              .build();
    };
  }

  private ResourceFieldSelector resource(String container) {
    String resource = one(RESOURCES);
    String divisor = resource.endsWith("cpu") ? one("1m", "1", "0") : one("1", "1Ki", "1M", "0");
    return new ResourceFieldSelector(container, new Quantity(divisor), resource);
  }

  private Volume volume() {
    var volume = new VolumeBuilder().withName("v" + random.nextInt(1000));
    Integer mode = maybe(3, () -> random.nextInt(0777 + 1));
    Boolean optional = maybe(3, random::nextBoolean);
    return switch (random.nextInt(6)) {
      case 0 -> volume.withNewEmptyDir().endEmptyDir().build();
      case 1 ->
          volume
              .withNewConfigMap()
              .withDefaultMode(mode)
              .withItems(configItems())
              .withName(one("map-0", "none"))
              .withOptional(true)
              .endConfigMap()
              .build();
      case 2 ->
          volume
              .withNewSecret()
              .withDefaultMode(mode)
              .withOptional(optional)
              .withSecretName(often(30) ? "none" : "secret-1")
              .endSecret()
              .build();
      case 3 ->
          volume
              .withNewDownwardAPI()
              .withDefaultMode(mode)
              .addNewItem()
              .withPath("labels")
              .withNewFieldRef("v1", one("metadata.labels", "metadata.annotations"))
              .endItem()
              .addNewItem()
              .withPath("dir/size")
              .withResourceFieldRef(resource("web"))
              .endItem()
              .endDownwardAPI()
              .build();
      case 4 -> volume.withNewPersistentVolumeClaim("claim", false).build();
      default ->
          volume
              .withNewProjected()
              .withDefaultMode(mode)
              .withSources(some(5, this::projection))
              .endProjected()
              .build();
    };
  }

  private List<KeyToPath> configItems() {
    return some(
        2,
        () ->
            new KeyToPath(one("a", "c.conf", "none"), maybe(2, () -> 0400), one("x/y", "z"), null));
  }

  private VolumeProjection projection() {
    var source = new VolumeProjectionBuilder();
    return switch (random.nextInt(40)) {
      case 0 ->
          source
              .withNewClusterTrustBundle()
              .withName("b")
              .withPath("b")
              .endClusterTrustBundle()
              .build();
      case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ->
          source
              .withNewConfigMap()
              .withName("map-0")
              .withOptional(maybe(2, random::nextBoolean))
              .endConfigMap()
              .build();
      case 11, 12, 13, 14, 15, 16, 17, 18 ->
          source
              .withNewSecret()
              .withName("secret-0")
              .withItems(new KeyToPath("user", maybe(2, () -> 0440), "u", null))
              .endSecret()
              .build();
      case 19, 20, 21 ->
          source
              .withNewServiceAccountToken()
              .withAudience("vault")
              .withExpirationSeconds(600L)
              .withPath("vault")
              .endServiceAccountToken()
              .build();
      default ->
          source.withNewServiceAccountToken().withPath("token").endServiceAccountToken().build();
    };
  }

  private PodSecurityContext podSecurity() {
    return new PodSecurityContextBuilder()
        .withFsGroup(maybe(2, () -> 2000L))
        .withRunAsUser(maybe(2, () -> (long) random.nextInt(3)))
        .withRunAsGroup(maybe(3, () -> 3000L))
        .withRunAsNonRoot(maybe(8, random::nextBoolean))
        .withSupplementalGroups(some(2, () -> 4000L + random.nextInt(3)))
        .withSupplementalGroupsPolicy(maybe(3, () -> one("Merge", "Strict")))
        .build();
  }

  private SecurityContext security() {
    return new SecurityContextBuilder()
        .withRunAsUser(maybe(2, () -> (long) random.nextInt(3)))
        .withRunAsNonRoot(maybe(20, random::nextBoolean))
        .withAllowPrivilegeEscalation(maybe(2, random::nextBoolean))
        .withNewCapabilities()
        .withDrop(some(2, () -> one("ALL", "NET_RAW")))
        .withAdd(some(2, () -> often(20) ? "NET_ADMIN" : one("CHOWN", "SYS_PTRACE")))
        .endCapabilities()
        .build();
  }

  private ImageConfig image() {
    return Given.imageWith(
        some(2, () -> one("LANG=C", "PATH=/bin", "odd")),
        maybe(2, () -> "/image"),
        maybe(2, () -> one("1000", "nginx", "1000:1000", "")),
        maybe(2, () -> one("SIGQUIT", "3", "SIGNONE")));
  }

  private boolean often(int in) {
    return random.nextInt(in) == 0;
  }

  private <T> @Nullable T maybe(int in, Supplier<T> value) {
    return often(in) ? value.get() : null;
  }

  @SafeVarargs
  private <T> T one(T... of) {
    return of[random.nextInt(of.length)];
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private <T> List<T> some(int most, Supplier<T> value) {
    return IntStream.range(0, random.nextInt(most + 1)).mapToObj(i -> value.get()).toList();
  }
}
