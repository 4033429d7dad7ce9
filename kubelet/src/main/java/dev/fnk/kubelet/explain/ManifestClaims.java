package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.explain.Explanation.LeftOut;
import dev.fnk.kubelet.reference.ClaimedVolume;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpecBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The claims that a pod's volumes name, with what is behind them as far as the manifest says. One
 * of which it says nothing is taken for one on a file system of EFS, which is what a task can have.
 */
final class ManifestClaims {
  private static final String DRIVER = "efs.csi.aws.com";

  private final Map<String, ClaimedVolume> volumes = new TreeMap<>();

  /** Ids that stand for what is not known, by the claim's name. */
  private final Map<String, String> standIns = new TreeMap<>();

  private final List<LeftOut> told = new ArrayList<>();

  private ManifestClaims() {}

  static ManifestClaims of(Pod pod, KnownObjects objects) {
    var claims = new ManifestClaims();
    String namespace = pod.getMetadata().getNamespace();
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        String name = volume.getPersistentVolumeClaim().getClaimName();
        claims.add(
            name,
            objects.find(PersistentVolumeClaim.class, "PersistentVolumeClaim", namespace, name),
            objects);
      }
    }
    return claims;
  }

  private void add(String name, Optional<PersistentVolumeClaim> claim, KnownObjects objects) {
    Optional<ClaimedVolume> bound = claim.flatMap(its -> VolumeBinding.of(its, objects));
    if (bound.isPresent()) {
      volumes.put(name, bound.get());
      return;
    }
    Optional<String> provisioner = claim.flatMap(its -> provisioner(its, objects));
    if (provisioner.filter(its -> !its.equals(DRIVER)).isPresent()) {
      volumes.put(
          name,
          new ClaimedVolume(
              "(made by " + provisioner.get() + ")", spec(provisioner.get(), name, claim)));
      return;
    }
    String standIn = "fs-%08x".formatted(standIns.size());
    standIns.put(name, standIn);
    volumes.put(name, new ClaimedVolume(shown(name), spec(DRIVER, standIn, claim)));
    if (provisioner.isEmpty()) {
      told.add(
          new LeftOut(
              "ClaimNotKnown",
              "claim "
                  + name
                  + " is taken for one on a file system of EFS: with another behind it the pod"
                  + " is refused"));
    }
  }

  private static PersistentVolumeSpec spec(
      String driver, String handle, Optional<PersistentVolumeClaim> claim) {
    return new PersistentVolumeSpecBuilder()
        .withVolumeMode(claim.map(its -> its.getSpec().getVolumeMode()).orElse(null))
        .withNewCsi()
        .withDriver(driver)
        .withVolumeHandle(handle)
        .endCsi()
        .build();
  }

  /** Of the claim's class, if the manifest has that. */
  private static Optional<String> provisioner(PersistentVolumeClaim claim, KnownObjects objects) {
    @Nullable String storageClass = claim.getSpec().getStorageClassName();
    return storageClass == null
        ? Optional.empty()
        : objects
            .find(GenericKubernetesResource.class, "StorageClass", "", storageClass)
            .map(its -> its.get("provisioner") instanceof String text ? text : null);
  }

  Map<String, ClaimedVolume> volumes() {
    return volumes;
  }

  /** What was taken for something. */
  List<LeftOut> told() {
    return told;
  }

  /** A document with the claims' names in the place of what stands for them. */
  Object named(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var named = new LinkedHashMap<Object, Object>();
        map.forEach((key, its) -> named.put(key, named(its)));
        yield named;
      }
      case List<?> list -> list.stream().map(this::named).toList();
      case String text ->
          standIns.entrySet().stream()
              .filter(its -> its.getValue().equals(text))
              .findFirst()
              .map(its -> shown(its.getKey()))
              .orElse(text);
      default -> value;
    };
  }

  private static String shown(String claim) {
    return "(of the claim " + claim + ")";
  }
}
