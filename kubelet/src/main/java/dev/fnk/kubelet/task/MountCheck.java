package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What of volumes that can be had cannot: ways to make them, and ways to mount them. */
final class MountCheck {
  /** Nobody mounts anything in a task, so that nothing ever comes from a host. */
  private static final Set<String> PROPAGATIONS = Set.of("None", "HostToContainer");

  private MountCheck() {}

  /** Of an emptyDir. */
  static List<String> refusals(Volume volume) {
    var refusals = new Refusals();
    EmptyDirVolumeSource scratch = volume.getEmptyDir();
    if (scratch != null) {
      String at = "volume " + volume.getName() + ": emptyDir.";
      String medium = scratch.getMedium();
      refusals.when(
          medium != null && medium.startsWith("HugePages"),
          at + "medium " + medium,
          "Fargate has no huge pages",
          "no medium, or Memory, which is disk");
      refusals.when(
          scratch.getMode() != null,
          at + "mode",
          "the node makes every emptyDir writable for all, with no other mode yet",
          "fsGroup, or an init container that sets it");
    }
    return refusals.all();
  }

  /** Of a mount of one file (subPath), which is put into the container's root. */
  static List<String> fileRefusals(PodSpec spec, Container container, VolumeMount mount) {
    var refusals = new Refusals();
    String path = mount.getMountPath();
    Set<String> scratch =
        spec.getVolumes().stream()
            .filter(volume -> volume.getEmptyDir() != null)
            .map(Volume::getName)
            .collect(Collectors.toSet());
    boolean writable =
        container.getVolumeMounts().stream()
            .anyMatch(
                around ->
                    scratch.contains(around.getName())
                        && !Boolean.TRUE.equals(around.getReadOnly())
                        && path.startsWith(around.getMountPath() + "/"));
    refusals.when(
        ContainerMapping.readOnlyRootFilesystem(container) && !writable,
        "container "
            + container.getName()
            + ": volume mount "
            + mount.getName()
            + ": subPath of a file at "
            + path,
        "a task mounts directories only, and a file cannot be put into a read-only root file system",
        "a mount of the whole volume, or of a directory that items make of it");
    return refusals.all();
  }

  /**
   * @param at whose mount of what it is, with a colon behind
   */
  static List<String> refusals(String at, VolumeMount mount) {
    var refusals = new Refusals();
    String propagation = mount.getMountPropagation();
    refusals.when(
        propagation != null && !PROPAGATIONS.contains(propagation),
        at + "mountPropagation " + propagation,
        "no container of a Fargate task may mount anything",
        "mountPropagation None");
    refusals.when(
        "Enabled".equals(mount.getRecursiveReadOnly()),
        at + "recursiveReadOnly Enabled",
        "Fargate mounts read-only without it",
        "recursiveReadOnly IfPossible, since there are no mounts below a task's volumes");
    refusals.when(
        !mount.getBindMountOptions().isEmpty(),
        at + "bindMountOptions",
        "Fargate takes no options of mounts",
        "readOnly alone");
    String path = mount.getMountPath();
    refusals.when(
        path.equals(TaskVolumes.PROGRAM_PATH) || path.startsWith(TaskVolumes.PROGRAM_PATH + "/"),
        at + "mountPath " + path,
        "it is the place of the node's own program",
        "another path");
    return refusals.all();
  }
}
