package dev.fnk.kubelet.stats;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What was read in one round.
 *
 * @param pods those whose agents have told
 * @param missing how many others run
 */
record Snapshot(Instant at, List<PodFigures> pods, int missing, Node node) {
  Snapshot {
    pods = List.copyOf(pods);
  }

  /**
   * The node's figures: those of its pods' tasks together.
   *
   * @param since from when on it counts, which is when the node began
   * @param cpuNanoseconds counter, also of pods that are gone
   * @param nanoCores since the round before
   */
  record Node(Instant since, long cpuNanoseconds, OptionalLong nanoCores) {}
}
