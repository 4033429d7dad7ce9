package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.reference.ResolvedReferences;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;

/** Which imagePullSecrets of a pod are not there; the kubelet, too, says so and goes on without. */
final class PullSecretCheck {
  private PullSecretCheck() {}

  static List<Notice> of(PodSpec spec, ResolvedReferences references) {
    List<String> missing =
        spec.getImagePullSecrets().stream()
            .map(LocalObjectReference::getName)
            .filter(name -> name != null && !name.isEmpty())
            .filter(name -> !references.secrets().containsKey(name))
            .distinct()
            .toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(
            new Notice(
                "FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets ("
                    + String.join(", ", missing)
                    + "); attempting to pull the image may not succeed."));
  }
}
