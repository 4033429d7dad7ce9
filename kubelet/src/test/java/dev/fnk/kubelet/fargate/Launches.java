package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskPlan;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Plans of a pod's first task. */
final class Launches {
  private Launches() {}

  static TaskPlan of(String image) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("default")
            .withUid("uid")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("web")
            .withImage(image)
            .endContainer()
            .endSpec()
            .build();
    return Pods.plan(pod, 0);
  }
}
