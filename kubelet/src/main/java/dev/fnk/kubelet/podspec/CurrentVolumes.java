package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Volume;
import java.util.List;

/**
 * What a pod's volumes are to hold by now.
 *
 * @param volumes those with files, without those that cannot be laid now: what is in them stays
 * @param faults why they cannot
 */
public record CurrentVolumes(List<Volume> volumes, List<Fault> faults) {
  public CurrentVolumes {
    volumes = List.copyOf(volumes);
    faults = List.copyOf(faults);
  }

  /** Those that an agent has to be told of that was told {@code before}. */
  public List<Volume> changedSince(VolumeDigests before) {
    return volumes.stream().filter(volume -> !before.has(volume)).toList();
  }
}
