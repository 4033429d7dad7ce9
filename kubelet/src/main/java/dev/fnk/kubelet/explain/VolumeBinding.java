package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.reference.ClaimedVolume;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of a manifest's volumes a claim of it is bound to.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding">Persistent
 *     Volumes, binding</a>
 */
final class VolumeBinding {
  private static final String STORAGE = "storage";

  private VolumeBinding() {}

  /**
   * The one it names, the one that is reserved for it, or the smallest that serves; empty: none in
   * the manifest.
   */
  static Optional<ClaimedVolume> of(PersistentVolumeClaim claim, KnownObjects objects) {
    String named = text(claim.getSpec().getVolumeName());
    Optional<PersistentVolume> bound =
        named.isEmpty()
            ? objects
                .all(PersistentVolume.class)
                .filter(volume -> reserved(volume, claim))
                .findFirst()
                .or(() -> smallest(claim, objects))
            : objects.find(PersistentVolume.class, "PersistentVolume", "", named);
    return bound.map(its -> new ClaimedVolume(its.getMetadata().getName(), its.getSpec()));
  }

  private static boolean reserved(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectReference its = volume.getSpec().getClaimRef();
    return its != null
        && Objects.equals(its.getName(), claim.getMetadata().getName())
        && Objects.equals(its.getNamespace(), claim.getMetadata().getNamespace());
  }

  private static Optional<PersistentVolume> smallest(
      PersistentVolumeClaim claim, KnownObjects objects) {
    return objects
        .all(PersistentVolume.class)
        .filter(volume -> volume.getSpec().getClaimRef() == null && serves(volume, claim))
        .min(
            Comparator.comparing(
                    (PersistentVolume volume) -> amount(volume.getSpec().getCapacity()))
                .thenComparing(volume -> volume.getMetadata().getName()));
  }

  private static boolean serves(PersistentVolume volume, PersistentVolumeClaim claim) {
    var wanted = claim.getSpec();
    var its = volume.getSpec();
    Map<String, Quantity> requests =
        wanted.getResources() == null ? null : wanted.getResources().getRequests();
    Map<String, String> labels =
        Objects.requireNonNullElse(volume.getMetadata().getLabels(), Map.of());
    return text(its.getStorageClassName()).equals(text(wanted.getStorageClassName()))
        && amount(its.getCapacity()).compareTo(amount(requests)) >= 0
        && its.getAccessModes().containsAll(wanted.getAccessModes())
        && mode(its.getVolumeMode()).equals(mode(wanted.getVolumeMode()))
        && (wanted.getSelector() == null
            || labels.entrySet().containsAll(wanted.getSelector().getMatchLabels().entrySet()));
  }

  private static BigDecimal amount(@Nullable Map<String, Quantity> amounts) {
    return amounts == null || amounts.get(STORAGE) == null
        ? BigDecimal.ZERO
        : amounts.get(STORAGE).getNumericalAmount();
  }

  private static String mode(@Nullable String mode) {
    return mode == null ? "Filesystem" : mode;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
