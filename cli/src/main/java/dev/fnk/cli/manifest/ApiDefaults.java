package dev.fnk.cli.manifest;

import dev.fnk.kubelet.explain.KnownObjects;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an API server adds to a pod that changes what becomes of it: requests that are not given are
 * the limits, a volume of no kind is an emptyDir, each container has the service account's token,
 * and what a service account, a runtime class and the namespace's limit ranges say of pods.
 */
final class ApiDefaults {
  private static final String TOKEN = "kube-api-access";
  private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final long TOKEN_SECONDS = 3607;

  private ApiDefaults() {}

  /**
   * @param nodeName of the node that the scheduler would choose
   * @param objects that the API server has, as far as is known
   */
  static Pod of(Pod given, String nodeName, KnownObjects objects) {
    Pod pod = new PodBuilder(given).editSpec().withNodeName(nodeName).endSpec().build();
    PodSpec spec = pod.getSpec();
    if (empty(spec.getServiceAccountName())) {
      spec.setServiceAccountName(
          empty(spec.getServiceAccount()) ? "default" : spec.getServiceAccount());
    }
    objects
        .find(
            ServiceAccount.class,
            "ServiceAccount",
            pod.getMetadata().getNamespace(),
            spec.getServiceAccountName())
        .ifPresent(account -> ofAccount(spec, account));
    if (!empty(spec.getRuntimeClassName()) && spec.getOverhead().isEmpty()) {
      objects
          .find(GenericKubernetesResource.class, "RuntimeClass", "", spec.getRuntimeClassName())
          .ifPresent(its -> spec.setOverhead(overhead(its)));
    }
    spec.getVolumes().stream()
        .filter(ApiDefaults::hasNoKind)
        .forEach(volume -> volume.setEmptyDir(new EmptyDirVolumeSource()));
    containers(spec).forEach(container -> requests(container.getResources()));
    requests(spec.getResources());
    LimitRanges ranges =
        LimitRanges.of(
            objects
                .all(LimitRange.class)
                .filter(
                    range ->
                        range
                            .getMetadata()
                            .getNamespace()
                            .equals(pod.getMetadata().getNamespace())));
    containers(spec).forEach(ranges::give);
    if (!Boolean.FALSE.equals(spec.getAutomountServiceAccountToken())) {
      token(spec);
    }
    return pod;
  }

  private static void ofAccount(PodSpec spec, ServiceAccount account) {
    if (spec.getAutomountServiceAccountToken() == null) {
      spec.setAutomountServiceAccountToken(account.getAutomountServiceAccountToken());
    }
    if (spec.getImagePullSecrets().isEmpty()) {
      spec.getImagePullSecrets().addAll(account.getImagePullSecrets());
    }
  }

  static Map<String, Quantity> overhead(GenericKubernetesResource runtimeClass) {
    var overhead = new HashMap<String, Quantity>();
    if (runtimeClass.get("overhead", "podFixed") instanceof Map<?, ?> fixed) {
      fixed.forEach(
          (name, amount) ->
              overhead.put(String.valueOf(name), Quantity.parse(String.valueOf(amount))));
    }
    return overhead;
  }

  private static boolean empty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static Stream<Container> containers(PodSpec spec) {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream());
  }

  private static boolean hasNoKind(Volume volume) {
    return volume.equals(new VolumeBuilder().withName(volume.getName()).build());
  }

  private static void requests(@Nullable ResourceRequirements resources) {
    if (resources != null && resources.getLimits() != null) {
      Map<String, Quantity> requests =
          new HashMap<>(Objects.requireNonNullElse(resources.getRequests(), Map.of()));
      resources.getLimits().forEach(requests::putIfAbsent);
      resources.setRequests(requests);
    }
  }

  private static void token(PodSpec spec) {
    boolean mounted = false;
    for (Container container : containers(spec).toList()) {
      boolean own =
          container.getVolumeMounts().stream()
              .anyMatch(mount -> TOKEN_PATH.equals(mount.getMountPath()));
      if (!own) {
        mounted = true;
        container
            .getVolumeMounts()
            .add(
                new VolumeMountBuilder()
                    .withName(TOKEN)
                    .withMountPath(TOKEN_PATH)
                    .withReadOnly(true)
                    .build());
      }
    }
    if (mounted) {
      spec.getVolumes().add(tokenVolume());
    }
  }

  private static Volume tokenVolume() {
    return new VolumeBuilder()
        .withName(TOKEN)
        .withNewProjected()
        .withDefaultMode(0644)
        .addNewSource()
        .withNewServiceAccountToken()
        .withExpirationSeconds(TOKEN_SECONDS)
        .withPath("token")
        .endServiceAccountToken()
        .endSource()
        .addNewSource()
        .withNewConfigMap()
        .withName("kube-root-ca.crt")
        .addNewItem()
        .withKey("ca.crt")
        .withPath("ca.crt")
        .endItem()
        .endConfigMap()
        .endSource()
        .addNewSource()
        .withNewDownwardAPI()
        .addNewItem()
        .withPath("namespace")
        .withNewFieldRef("v1", "metadata.namespace")
        .endItem()
        .endDownwardAPI()
        .endSource()
        .endProjected()
        .build();
  }
}
