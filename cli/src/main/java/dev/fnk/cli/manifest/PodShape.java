package dev.fnk.cli.manifest;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each pod has to have, or no API server takes it; much else may be wrong all the same. */
final class PodShape {
  private final Set<String> names = new HashSet<>();
  private final Set<String> volumes = new HashSet<>();

  private PodShape() {}

  /** The first thing that is wrong, such as {@code containers[0] has no name}. */
  static Optional<String> check(PodSpec spec) {
    return Optional.ofNullable(new PodShape().first(spec));
  }

  private @Nullable String first(PodSpec spec) {
    if (spec.getContainers().isEmpty()) {
      return "containers: there is none";
    }
    for (int i = 0; i < spec.getVolumes().size(); i++) {
      String name = spec.getVolumes().get(i).getName();
      if (empty(name) || !volumes.add(name)) {
        return empty(name)
            ? "volumes[" + i + "] has no name"
            : "volumes[" + i + "]: there is another of the name " + name;
      }
      var claim = spec.getVolumes().get(i).getPersistentVolumeClaim();
      if (claim != null && empty(claim.getClaimName())) {
        return "volumes[" + i + "].persistentVolumeClaim has no claimName";
      }
    }
    String wrong = containers("initContainers", spec.getInitContainers());
    return wrong == null ? containers("containers", spec.getContainers()) : wrong;
  }

  private @Nullable String containers(String field, List<Container> containers) {
    for (int i = 0; i < containers.size(); i++) {
      String wrong = container(containers.get(i));
      if (wrong != null) {
        return field + "[" + i + "]" + wrong;
      }
    }
    return null;
  }

  private @Nullable String container(Container container) {
    if (empty(container.getName())) {
      return " has no name";
    }
    if (!names.add(container.getName())) {
      return ": there is another of the name " + container.getName();
    }
    if (empty(container.getImage())) {
      return " has no image";
    }
    if (container.getPorts().stream().anyMatch(port -> port.getContainerPort() == null)) {
      return ".ports: one has no containerPort";
    }
    if (container.getEnv().stream().map(EnvVar::getName).anyMatch(PodShape::empty)) {
      return ".env: one has no name";
    }
    for (VolumeMount mount : container.getVolumeMounts()) {
      if (empty(mount.getMountPath())) {
        return ".volumeMounts: one has no mountPath";
      }
      if (!volumes.contains(mount.getName())) {
        return ".volumeMounts: there is no volume of the name " + mount.getName();
      }
    }
    return null;
  }

  private static boolean empty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
