package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the downwardAPI files of a pod's volumes say of its object. Resources are left out: those of
 * a running pod do not change.
 */
public final class DownwardValues {
  private DownwardValues() {}

  /** In the order of the spec; equal lists are equal files. */
  public static List<String> of(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .flatMap(DownwardValues::items)
        .filter(item -> item.getFieldRef() != null)
        .map(item -> value(item, pod))
        .toList();
  }

  private static Stream<DownwardAPIVolumeFile> items(Volume volume) {
    if (volume.getDownwardAPI() != null) {
      return volume.getDownwardAPI().getItems().stream();
    }
    return volume.getProjected() == null
        ? Stream.empty()
        : volume.getProjected().getSources().stream()
            .map(VolumeProjection::getDownwardAPI)
            .filter(source -> source != null)
            .flatMap(source -> source.getItems().stream());
  }

  private static String value(DownwardAPIVolumeFile item, Pod pod) {
    try {
      return FieldPath.file(item.getFieldRef(), pod);
    } catch (Unavailable e) {
      return e.reason();
    }
  }
}
