package dev.fnk.kubelet.task;

import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.reference.ClaimedVolume;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.ResolvedReferences;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpecBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Inputs of a pod of which nothing was read yet: nothing that it refers to is there, its claims are
 * taken for ones that it can have, and its images say nothing that would keep it from running.
 */
final class UnreadInputs {
  private static final String USER = "1";
  private static final ClaimedVolume CLAIMED =
      new ClaimedVolume(
          "unread",
          new PersistentVolumeSpecBuilder()
              .withNewCsi()
              .withDriver(EfsVolumes.DRIVER)
              .withVolumeHandle("fs-00000000")
              .endCsi()
              .build());

  private UnreadInputs() {}

  static Inputs of(Pod pod) {
    var images = new HashMap<String, ImageConfig>();
    for (Container container : ContainerMapping.all(pod.getSpec())) {
      images.put(container.getName(), image(container));
    }
    var claims = new HashMap<String, ClaimedVolume>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getPersistentVolumeClaim() != null) {
        claims.put(volume.getPersistentVolumeClaim().getClaimName(), CLAIMED);
      }
    }
    return new Inputs("", images, ResolvedReferences.NONE, InheritedAnnotations.NONE, claims);
  }

  private static ImageConfig image(Container container) {
    return new ImageConfig(
        ContainerMapping.filled(container.getImage()).orElse(""),
        List.of("unread"),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.of(USER),
        Optional.empty(),
        Set.of());
  }
}
