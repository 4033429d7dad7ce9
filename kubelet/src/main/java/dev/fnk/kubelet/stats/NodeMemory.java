package dev.fnk.kubelet.stats;

import java.util.OptionalLong;
import java.util.function.Function;

/** The node's memory is that of its pods; of a round in which one is missing it is not known. */
final class NodeMemory {
  private NodeMemory() {}

  static OptionalLong of(Snapshot snapshot, Function<PodFigures, OptionalLong> figure) {
    return snapshot.missing() > 0
        ? OptionalLong.empty()
        : PodFigures.sum(
            snapshot.pods().stream().map(figure).filter(OptionalLong::isPresent),
            OptionalLong::getAsLong);
  }
}
