package dev.fnk.cli.resource.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An object behind which something stands in AWS that costs money and does not go with the cluster:
 * a load balancer, a volume. Whoever made that (a controller in the cluster, or EKS's own) removes
 * it while the object is deleted, and holds the object by a finalizer until it has.
 */
record Outliving(HasMetadata object) {
  private static final String KEPT = "Retain";

  /** All of a cluster; volumes that are to be kept, and their claims, are none of them. */
  static List<Outliving> read(KubernetesClient client) {
    var volumes = client.persistentVolumes().list().getItems();
    var all = new ArrayList<HasMetadata>();
    client.services().inAnyNamespace().list().getItems().stream()
        .filter(s -> "LoadBalancer".equals(s.getSpec().getType()))
        .forEach(all::add);
    all.addAll(client.network().v1().ingresses().inAnyNamespace().list().getItems());
    all.addAll(
        temporary(client.persistentVolumeClaims().inAnyNamespace().list().getItems(), volumes));
    volumes.stream().filter(v -> !kept(v)).forEach(all::add);
    return all.stream().map(Outliving::new).toList();
  }

  private static List<PersistentVolumeClaim> temporary(
      List<PersistentVolumeClaim> claims, List<PersistentVolume> volumes) {
    var kept = new HashSet<String>();
    volumes.stream()
        .filter(Outliving::kept)
        .map(volume -> volume.getMetadata().getName())
        .forEach(kept::add);
    return claims.stream()
        .filter(
            c -> c.getSpec().getVolumeName() == null || !kept.contains(c.getSpec().getVolumeName()))
        .toList();
  }

  private static boolean kept(PersistentVolume volume) {
    return KEPT.equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
  }

  /** {@code Service default/web}. */
  String label() {
    var meta = object.getMetadata();
    var name = meta.getNamespace() == null ? "" : meta.getNamespace() + "/";
    return object.getKind() + " " + name + meta.getName();
  }

  /** The same, with what holds it. */
  String held() {
    var finalizers = object.getMetadata().getFinalizers();
    return finalizers.isEmpty()
        ? label()
        : label() + " (held by " + String.join(", ", finalizers) + ")";
  }

  /**
   * Deletes it, unless that is under way or it goes with another.
   *
   * @param rest all there are
   */
  void delete(KubernetesClient client, Set<String> rest) {
    if (object.getMetadata().getDeletionTimestamp() == null && claims().noneMatch(rest::contains)) {
      client.resource(object).delete();
    }
  }

  /** A volume goes with its claim, and is deleted itself when it has none. */
  private Stream<String> claims() {
    return object instanceof PersistentVolume volume && volume.getSpec().getClaimRef() != null
        ? Stream.of(
            "PersistentVolumeClaim %s/%s"
                .formatted(
                    volume.getSpec().getClaimRef().getNamespace(),
                    volume.getSpec().getClaimRef().getName()))
        : Stream.empty();
  }
}
