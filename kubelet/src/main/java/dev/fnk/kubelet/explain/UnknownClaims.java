package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.explain.Explanation.LeftOut;
import dev.fnk.kubelet.reference.ClaimedVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpecBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The claims that a pod's volumes name, each taken for one on a file system of EFS, which is what a
 * task can have.
 *
 * @param fileSystems ids that stand for what is behind them, by the claim's name
 */
record UnknownClaims(Map<String, String> fileSystems) {
  private static final String DRIVER = "efs.csi.aws.com";

  static UnknownClaims of(Pod pod) {
    var fileSystems = new TreeMap<String, String>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        fileSystems.put(
            volume.getPersistentVolumeClaim().getClaimName(),
            "fs-%08x".formatted(fileSystems.size()));
      }
    }
    return new UnknownClaims(fileSystems);
  }

  Map<String, ClaimedVolume> volumes() {
    var volumes = new TreeMap<String, ClaimedVolume>();
    fileSystems.forEach(
        (claim, fileSystem) ->
            volumes.put(
                claim,
                new ClaimedVolume(
                    shown(claim),
                    new PersistentVolumeSpecBuilder()
                        .withNewCsi()
                        .withDriver(DRIVER)
                        .withVolumeHandle(fileSystem)
                        .endCsi()
                        .build())));
    return volumes;
  }

  List<LeftOut> told() {
    return fileSystems.keySet().stream()
        .map(
            claim ->
                new LeftOut(
                    "ClaimNotKnown",
                    "claim "
                        + claim
                        + " is taken for one on a file system of EFS: with another behind it the pod"
                        + " is refused"))
        .toList();
  }

  /** A document with the claims' names in the place of file systems. */
  Object named(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        var named = new LinkedHashMap<Object, Object>();
        map.forEach((key, its) -> named.put(key, named(its)));
        yield named;
      }
      case List<?> list -> list.stream().map(this::named).toList();
      case String text ->
          fileSystems.entrySet().stream()
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
