package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.image.ImageConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  private final Choice choice;

  private GeneratedPods(long seed) {
    this.choice = new Choice(seed);
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
    if (choice.often(3)) {
      names.add("helper");
    }
    return new PodBuilder()
        .withNewMetadata()
        .withName("web-" + choice.below(100))
        .withNamespace("ns")
        .withUid("uid-" + choice.below(100))
        .withLabels(Map.of("app", "web"))
        .withAnnotations(Map.of("note", "a \"quoted\"\nnote"))
        .endMetadata()
        .withNewSpec()
        .withNodeName("virtual-kubelet")
        .withServiceAccountName(choice.maybe(2, () -> "builder"))
        .withRestartPolicy(choice.one("Always", "OnFailure", "Never"))
        .withHostname(choice.maybe(5, () -> "host"))
        .withSubdomain(choice.maybe(5, () -> "sub"))
        .withSetHostnameAsFQDN(choice.maybe(3, choice::either))
        .withSecurityContext(choice.maybe(2, this::podSecurity))
        .withContainers(names.stream().map(this::container).toList())
        .withInitContainers(inits())
        .withVolumes(choice.some(4, new GeneratedVolumes(choice)::volume))
        .endSpec()
        .build();
  }

  private List<Container> inits() {
    var inits = new ArrayList<Container>();
    if (choice.often(3)) {
      inits.add(container("prepare"));
    }
    if (choice.often(4)) {
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
        .withCommand(choice.some(1, () -> choice.one("run", "sh", "/bin/$(NO)")))
        .withArgs(
            choice.some(3, () -> choice.one("$(USER)", "$$(A)", "plain", "$(NO", "s=$(PASSWORD)")))
        .withWorkingDir(choice.maybe(4, () -> "/srv"))
        .withTty(choice.maybe(5, () -> true))
        .withEnvFrom(choice.some(3, this::envFrom))
        .withEnv(choice.some(6, this::env))
        .withRestartPolicy(
            name.equals("web") ? choice.maybe(8, () -> choice.one("OnFailure", "Never")) : null)
        .withSecurityContext(choice.maybe(2, this::security))
        .withTerminationMessagePath(choice.maybe(4, () -> "/tmp/message"))
        .withNewResources()
        .withRequests(choice.often(2) ? Map.of("cpu", new Quantity("250m")) : Map.of())
        .withLimits(choice.often(2) ? Map.of("memory", new Quantity("64Mi")) : Map.of())
        .endResources()
        .build();
  }

  private EnvFromSource envFrom() {
    var source =
        new EnvFromSourceBuilder().withPrefix(choice.maybe(3, () -> choice.one("P_", "x-", "")));
    boolean absent = choice.often(30);
    Boolean optional = choice.maybe(3, choice::either);
    return choice.often(2)
        ? source
            .withNewConfigMapRef(absent ? "none" : choice.one("map-0", "map-1"), optional)
            .build()
        : source
            .withNewSecretRef(absent ? "none" : choice.one("secret-0", "secret-1"), optional)
            .build();
  }

  private EnvVar env() {
    var env =
        new EnvVarBuilder()
            .withName(choice.often(200) ? "FNK_X" : choice.one("A", "B", "USER", "x.y"));
    return switch (choice.below(6)) {
      case 0 ->
          env.withValue(choice.one("", "1", "$(A)$(B)", "$$$(USER)", "$(DB_SERVICE_HOST)")).build();
      case 1 ->
          env.withNewValueFrom().withNewFieldRef("v1", choice.one(FIELDS)).endValueFrom().build();
      case 2 ->
          env.withNewValueFrom().withResourceFieldRef(choice.resource("")).endValueFrom().build();
      case 3 ->
          env.withNewValueFrom()
              .withNewConfigMapKeyRef(
                  choice.often(20) ? "none" : "a",
                  choice.one("map-0", "map-1"),
                  choice.maybe(2, choice::either))
              .endValueFrom()
              .build();
      default ->
          env.withNewValueFrom()
              .withNewSecretKeyRef(
                  choice.often(20) ? "none" : "password",
                  "secret-0",
                  choice.maybe(2, choice::either))
              .endValueFrom()
              .build();
    };
  }

  private PodSecurityContext podSecurity() {
    return new PodSecurityContextBuilder()
        .withFsGroup(choice.maybe(2, () -> 2000L))
        .withRunAsUser(choice.maybe(2, () -> (long) choice.below(3)))
        .withRunAsGroup(choice.maybe(3, () -> 3000L))
        .withRunAsNonRoot(choice.maybe(8, choice::either))
        .withSupplementalGroups(choice.some(2, () -> 4000L + choice.below(3)))
        .withSupplementalGroupsPolicy(choice.maybe(3, () -> choice.one("Merge", "Strict")))
        .build();
  }

  private SecurityContext security() {
    return new SecurityContextBuilder()
        .withRunAsUser(choice.maybe(2, () -> (long) choice.below(3)))
        .withRunAsNonRoot(choice.maybe(20, choice::either))
        .withAllowPrivilegeEscalation(choice.maybe(2, choice::either))
        .withNewCapabilities()
        .withDrop(choice.some(2, () -> choice.one("ALL", "NET_RAW")))
        .withAdd(
            choice.some(
                2, () -> choice.often(20) ? "NET_ADMIN" : choice.one("CHOWN", "SYS_PTRACE")))
        .endCapabilities()
        .build();
  }

  private ImageConfig image() {
    return Given.imageWith(
        choice.some(2, () -> choice.one("LANG=C", "PATH=/bin", "odd")),
        choice.maybe(2, () -> "/image"),
        choice.maybe(2, () -> choice.one("1000", "nginx", "1000:1000", "")),
        choice.maybe(2, () -> choice.one("SIGQUIT", "3", "SIGNONE")));
  }
}
