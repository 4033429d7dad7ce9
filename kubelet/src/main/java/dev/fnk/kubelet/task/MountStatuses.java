package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountStatus;
import io.fabric8.kubernetes.api.model.VolumeMountStatusBuilder;
import java.util.List;

/**
 * What statuses tell of containers' volume mounts.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/storage/volumes/#read-only-mounts">Read-only
 *     mounts</a>
 */
final class MountStatuses {
  private MountStatuses() {}

  /** The statuses, each with the mounts of its container. */
  static List<ContainerStatus> of(
      Pod pod, List<Container> containers, List<ContainerStatus> statuses) {
    return known(pod) ? statuses.stream().map(it -> with(containers, it)).toList() : statuses;
  }

  /**
   * Whether the API server knows of them: one that does not would drop the field, and the status
   * would be written for ever. It gives pods a generation since a release in which it does.
   */
  private static boolean known(Pod pod) {
    Long generation = pod.getMetadata().getGeneration();
    return generation != null && generation > 0;
  }

  private static ContainerStatus with(List<Container> containers, ContainerStatus status) {
    List<VolumeMountStatus> mounts =
        containers.stream()
            .filter(container -> container.getName().equals(status.getName()))
            .flatMap(container -> container.getVolumeMounts().stream())
            .map(MountStatuses::mount)
            .toList();
    return new ContainerStatusBuilder(status).withVolumeMounts(mounts).build();
  }

  private static VolumeMountStatus mount(VolumeMount mount) {
    // A field that is false is not in what the API server gives back.
    boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly());
    return new VolumeMountStatusBuilder()
        .withName(mount.getName())
        .withMountPath(mount.getMountPath())
        .withReadOnly(readOnly ? true : null)
        .withRecursiveReadOnly(readOnly ? "Disabled" : null)
        .build();
  }
}
