package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Another image for a container of a running pod: a task's images are pulled at its start only. */
final class ImageChange {
  private ImageChange() {}

  /**
   * What is told of it, once for each generation of the pod.
   *
   * @param after the status, which says the images that run
   */
  static List<Action.Tell> of(Pod pod, PodStatus after) {
    Long known = pod.getStatus() == null ? null : pod.getStatus().getObservedGeneration();
    if (Objects.equals(known, pod.getMetadata().getGeneration())) {
      return List.of();
    }
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .filter(container -> another(container, after))
        .map(
            container ->
                new Action.Tell(
                    true,
                    "ImageNotChanged",
                    "container "
                        + container.getName()
                        + ": a Fargate task pulls its images when it starts, and "
                        + container.getImage()
                        + " counts from the pod's next task on (to have it now: delete the pod, or"
                        + " change the template of its workload)"))
        .toList();
  }

  private static boolean another(Container container, PodStatus after) {
    return Stream.concat(
            after.getInitContainerStatuses().stream(), after.getContainerStatuses().stream())
        .filter(status -> status.getName().equals(container.getName()))
        .anyMatch(status -> !Objects.equals(status.getImage(), container.getImage()));
  }
}
