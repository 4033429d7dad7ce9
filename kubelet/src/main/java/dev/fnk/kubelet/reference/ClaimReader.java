package dev.fnk.kubelet.reference;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Reads the claims that pods name and the volumes that are bound to them. A node may get both while
 * one of its pods names the claim; it may neither list nor watch them.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/node/">Using Node
 *     authorization</a>
 */
final class ClaimReader {
  private static final String BOUND = "Bound";

  private final KubernetesClient client;

  ClaimReader(KubernetesClient client) {
    this.client = client;
  }

  /** As {@link ReferenceReader#claims}. */
  Claims read(Pod pod) {
    var names = new TreeSet<String>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        names.add(volume.getPersistentVolumeClaim().getClaimName());
      }
    }
    var volumes = new LinkedHashMap<String, ClaimedVolume>();
    for (String name : names) {
      String told = "persistentvolumeclaim \"" + name + "\"";
      try {
        PersistentVolumeClaim claim =
            client
                .persistentVolumeClaims()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (claim == null) {
          return new Claims.NotNow(told + " not found");
        }
        if (!bound(claim)) {
          return new Claims.NotNow(told + " is not bound");
        }
        String volumeName = claim.getSpec().getVolumeName();
        PersistentVolume volume = client.persistentVolumes().withName(volumeName).get();
        if (volume == null || !of(claim, volume)) {
          return new Claims.NotNow(
              told + ": persistentvolume \"" + volumeName + "\" is not bound to it");
        }
        volumes.put(name, new ClaimedVolume(volumeName, volume.getSpec()));
      } catch (KubernetesClientException e) {
        return new Claims.NotNow(told + ": " + ApiTrouble.brief(e));
      }
    }
    return new Claims.Bound(volumes);
  }

  private static boolean bound(PersistentVolumeClaim claim) {
    String volume = claim.getSpec().getVolumeName();
    return claim.getStatus() != null
        && BOUND.equals(claim.getStatus().getPhase())
        && volume != null
        && !volume.isEmpty();
  }

  /**
   * Whoever makes claims may write any volume's name into them; what counts is the volume's word.
   */
  private static boolean of(PersistentVolumeClaim claim, PersistentVolume volume) {
    var its = volume.getSpec().getClaimRef();
    return its != null && Objects.equals(its.getUid(), claim.getMetadata().getUid());
  }
}
