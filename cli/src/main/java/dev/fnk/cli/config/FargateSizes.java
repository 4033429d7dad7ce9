package dev.fnk.cli.config;

import dev.fnk.kubelet.contract.FargateSize;
import java.util.List;
import java.util.Optional;

/**
 * The task sizes that Fargate has for some CPU units.
 *
 * @param cpu CPU units, 1024 a vCPU
 * @param memories MiB, least first
 */
record FargateSizes(int cpu, List<Integer> memories) {
  FargateSizes {
    memories = List.copyOf(memories);
  }

  static List<Integer> cpus() {
    return FargateSize.cpus();
  }

  static Optional<FargateSizes> of(int cpu) {
    return Optional.of(FargateSize.memories(cpu))
        .filter(memories -> !memories.isEmpty())
        .map(memories -> new FargateSizes(cpu, memories));
  }

  boolean takes(int memory) {
    return memories.contains(memory);
  }

  /** Such as {@code 1024 to 4096 in steps of 1024}; a few are named. */
  String expectation() {
    int last = memories.size() - 1;
    return last <= 2
        ? "%s or %d"
            .formatted(
                String.join(
                    ", ", memories.subList(0, last).stream().map(Object::toString).toList()),
                memories.get(last))
        : "%d to %d in steps of %d"
            .formatted(
                memories.getFirst(), memories.getLast(), memories.get(1) - memories.getFirst());
  }
}
