package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** The images that a pod's task was made with, by the names that the pod gave them then. */
public final class TaskImages {
  private TaskImages() {}

  /** Of one container; empty: the task does not say. */
  static Optional<String> of(TaskView task, String container) {
    return task.identity().map(identity -> identity.images().get(container));
  }

  /** The containers, init containers first, of which the pod names another image by now. */
  public static List<Container> outdated(Pod pod, TaskView task) {
    return ContainerMapping.all(pod.getSpec()).stream()
        .filter(
            container ->
                of(task, container.getName())
                    .filter(image -> !image.equals(container.getImage()))
                    .isPresent())
        .toList();
  }
}
