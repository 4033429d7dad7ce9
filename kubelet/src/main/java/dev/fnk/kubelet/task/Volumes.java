package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Notice;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pod's volumes: emptyDir becomes a scratch volume of the task; the service account's token,
 * which Kubernetes adds to every pod, is left out with a notice; others cannot be had yet.
 */
final class Volumes {
  private static final String TOKEN_PREFIX = "kube-api-access-";

  private final List<String> scratch = new ArrayList<>();
  private final Set<String> leftOut = new HashSet<>();
  private final List<Notice> notices = new ArrayList<>();

  static Volumes of(PodSpec spec) throws UnsupportedSpec {
    var volumes = new Volumes();
    for (Volume volume : spec.getVolumes()) {
      volumes.add(volume);
    }
    return volumes;
  }

  List<String> names() {
    return scratch;
  }

  List<Notice> notices() {
    return notices;
  }

  List<ContainerTemplate.Mount> mounts(Container container) throws UnsupportedSpec {
    var mounts = new ArrayList<ContainerTemplate.Mount>();
    for (var mount : container.getVolumeMounts()) {
      if (leftOut.contains(mount.getName())) {
        continue;
      }
      if (filled(mount.getSubPath()) || filled(mount.getSubPathExpr())) {
        throw new UnsupportedSpec("volume mount " + mount.getName() + ": Fargate has no subPath");
      }
      mounts.add(
          new ContainerTemplate.Mount(
              mount.getName(), mount.getMountPath(), Boolean.TRUE.equals(mount.getReadOnly())));
    }
    return mounts;
  }

  private void add(Volume volume) throws UnsupportedSpec {
    String name = volume.getName();
    if (name.startsWith(TOKEN_PREFIX) && volume.getProjected() != null) {
      leftOut.add(name);
      notices.add(
          new Notice(
              "ServiceAccountTokenLeftOut",
              "the service account's token is not mounted yet; set"
                  + " automountServiceAccountToken: false where it is not needed"));
      return;
    }
    if (volume.getEmptyDir() == null) {
      throw new UnsupportedSpec("volume " + name + ": only emptyDir is supported yet");
    }
    if ("Memory".equals(volume.getEmptyDir().getMedium())) {
      notices.add(
          new Notice("VolumeOnDisk", "emptyDir " + name + ": medium Memory is disk on Fargate"));
    }
    scratch.add(name);
  }

  private static boolean filled(@Nullable String text) {
    return text != null && !text.isEmpty();
  }
}
