package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.LaidVolumes;
import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.SubPaths;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The volumes of a task with an agent: one by which the agent's program comes to all containers, an
 * empty one for each of the pod's that the agent fills, and file systems that it never sees.
 *
 * @param pods names of the pod's volumes that the agent fills
 * @param parts of them, each a volume of its own
 * @param fileSystems of EFS, by the name of the pod's volume
 * @param readOnly names of those that are never written to
 * @param notices what of them is left out
 * @param refusals those that cannot, and mounts of them
 */
record TaskVolumes(
    List<String> pods,
    SubPaths parts,
    Map<String, EfsVolume> fileSystems,
    Set<String> readOnly,
    List<Notice> notices,
    List<String> refusals) {
  /** No volume of a pod has an underscore in its name. */
  static final String PROGRAM = "fnk_agent";

  /** Fargate copies what an image has there only to a mount at this very path. */
  static final String PROGRAM_PATH = "/.fnk";

  /** Where the agent finds the pod's volumes. */
  private static final String PODS_PATH = "/.fnk-volumes/";

  TaskVolumes {
    pods = List.copyOf(pods);
    fileSystems = Collections.unmodifiableMap(new TreeMap<>(fileSystems));
    readOnly = Set.copyOf(readOnly);
    notices = List.copyOf(notices);
    refusals = List.copyOf(refusals);
  }

  /**
   * @param parts what of volumes is mounted
   * @param efs how those of EFS are had
   */
  static TaskVolumes of(PodSpec spec, SubPaths parts, EfsVolumes efs) {
    var pods = new ArrayList<String>();
    var fileSystems = new TreeMap<String, EfsVolume>();
    var whole = new HashSet<String>();
    var readOnly = new HashSet<String>();
    var notices = new ArrayList<Notice>();
    var refusals = new ArrayList<String>();
    for (Volume volume : spec.getVolumes()) {
      if (LaidVolumes.laid(volume)) {
        pods.add(volume.getName());
        if (volume.getEmptyDir() == null) {
          readOnly.add(volume.getName());
        }
        refusals.addAll(MountCheck.refusals(volume));
        notices.addAll(leftOut(volume));
      } else if (EfsVolumes.may(volume)) {
        whole.add(volume.getName());
        try {
          fileSystems.put(volume.getName(), efs.of(volume));
        } catch (UnsupportedSpec e) {
          refusals.addAll(e.reasons());
        }
        if (efs.readOnly(volume)) {
          readOnly.add(volume.getName());
        }
      } else {
        refusals.add(VolumeKinds.refusal(volume));
      }
    }
    for (Container container : ContainerMapping.all(spec)) {
      for (VolumeMount mount : container.getVolumeMounts()) {
        refuse(container, mount, whole, refusals);
        if (parts.ofFile(container, mount)) {
          refusals.addAll(MountCheck.fileRefusals(spec, container, mount));
        }
      }
    }
    return new TaskVolumes(pods, parts, fileSystems, readOnly, notices, refusals);
  }

  private static List<Notice> leftOut(Volume volume) {
    var scratch = volume.getEmptyDir();
    if (scratch == null) {
      return List.of();
    }
    var notices = new ArrayList<Notice>();
    if ("Memory".equals(scratch.getMedium())) {
      notices.add(
          new Notice(
              "VolumeOnDisk",
              "emptyDir " + volume.getName() + ": medium Memory is disk on Fargate"));
    }
    if (scratch.getSizeLimit() != null) {
      notices.add(
          new Notice(
              "SizeLimitIgnored",
              "emptyDir " + volume.getName() + ": sizeLimit does not hold on Fargate"));
    }
    return notices;
  }

  /**
   * @param whole volumes of which a part cannot be had, also where they cannot themselves: the
   *     pod's author is told of both at once
   */
  private static void refuse(
      Container container, VolumeMount mount, Set<String> whole, List<String> refusals) {
    String name = "container " + container.getName() + ": volume mount " + mount.getName() + ": ";
    boolean path = ContainerMapping.filled(mount.getSubPath()).isPresent();
    if (whole.contains(mount.getName())
        && (path || ContainerMapping.filled(mount.getSubPathExpr()).isPresent())) {
      refusals.add(
          Refusals.words(
              name + (path ? "subPath" : "subPathExpr"),
              "ECS mounts only a directory that is there, and a subPath is made where it is not",
              "a volume whose volumeHandle or path names the directory"));
    }
    refusals.addAll(MountCheck.refusals(name, mount));
  }

  List<String> names() {
    var names = new ArrayList<>(List.of(PROGRAM));
    names.addAll(pods);
    parts.parts().forEach(part -> names.add(part.name()));
    names.addAll(fileSystems.keySet());
    return names;
  }

  List<ContainerTemplate.Mount> ofAgent() {
    var mounts =
        new ArrayList<>(List.of(new ContainerTemplate.Mount(PROGRAM, PROGRAM_PATH, false)));
    pods.forEach(name -> mounts.addAll(tree(name, "", name, PODS_PATH + name, false)));
    parts
        .parts()
        .forEach(
            part ->
                mounts.addAll(
                    tree(part.volume(), part.path(), part.name(), PODS_PATH + part.name(), false)));
    return mounts;
  }

  List<ContainerTemplate.Mount> of(Container container) {
    var mounts = new ArrayList<>(List.of(new ContainerTemplate.Mount(PROGRAM, PROGRAM_PATH, true)));
    Set<String> own =
        container.getVolumeMounts().stream()
            .map(VolumeMount::getMountPath)
            .collect(Collectors.toSet());
    for (VolumeMount mount : container.getVolumeMounts()) {
      if (parts.ofFile(container, mount)) {
        continue;
      }
      Optional<SubPaths.Part> part = parts.of(container, mount);
      String at = mount.getMountPath();
      boolean fixed =
          Boolean.TRUE.equals(mount.getReadOnly()) || readOnly.contains(mount.getName());
      String path = part.map(SubPaths.Part::path).orElse("");
      String name = part.map(SubPaths.Part::name).orElse(mount.getName());
      tree(mount.getName(), path, name, at, fixed).stream()
          .filter(one -> one.path().equals(at) || !own.contains(one.path()))
          .forEach(mounts::add);
    }
    return mounts;
  }

  /**
   * A volume, and the parts of it that lie within; one of files has all of them itself.
   *
   * @param path of the pod's volume, of which the task's volume {@code name} is that part
   */
  private List<ContainerTemplate.Mount> tree(
      String volume, String path, String name, String at, boolean fixed) {
    var mounts = new ArrayList<>(List.of(new ContainerTemplate.Mount(name, at, fixed)));
    // What is around comes before what lies within.
    parts.parts().stream()
        .filter(part -> part.volume().equals(volume) && !readOnly.contains(volume))
        .sorted(Comparator.comparingInt(part -> part.path().length()))
        .forEach(
            part ->
                part.within(path)
                    .ifPresent(
                        inside ->
                            mounts.add(
                                new ContainerTemplate.Mount(
                                    part.name(), at + "/" + inside, fixed))));
    return mounts;
  }
}
