package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.PodToTask;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskPlan;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;

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
    return (TaskPlan) new PodToTask(Pods.CONFIG).plan(pod, 0, new Inputs("10.0.0.9", Map.of()));
  }
}
