package dev.fnk.cli.config;

import java.util.List;
import java.util.Optional;

/**
 * The task sizes that Fargate has ("Task size" in the Amazon ECS developer guide).
 *
 * @param cpu CPU units, 1024 a vCPU
 * @param least least memory, MiB
 * @param most most memory, MiB
 * @param step between two memory sizes, MiB
 */
record FargateSizes(int cpu, int least, int most, int step) {
  private static final List<FargateSizes> ALL =
      List.of(
          new FargateSizes(256, 512, 2048, 512),
          new FargateSizes(512, 1024, 4096, 1024),
          new FargateSizes(1024, 2048, 8192, 1024),
          new FargateSizes(2048, 4096, 16384, 1024),
          new FargateSizes(4096, 8192, 30720, 1024),
          new FargateSizes(8192, 16384, 61440, 4096),
          new FargateSizes(16384, 32768, 122880, 8192));

  static List<Integer> cpus() {
    return ALL.stream().map(FargateSizes::cpu).toList();
  }

  static Optional<FargateSizes> of(int cpu) {
    return ALL.stream().filter(sizes -> sizes.cpu == cpu).findFirst();
  }

  /** 256 CPU units come with 512, 1024 or 2048 MiB: the steps double there. */
  boolean takes(int memory) {
    boolean quarter = cpu == 256;
    return quarter
        ? memory == 512 || memory == 1024 || memory == 2048
        : memory >= least && memory <= most && (memory - least) % step == 0;
  }

  String expectation() {
    return cpu == 256
        ? "512, 1024 or 2048"
        : "%d to %d in steps of %d".formatted(least, most, step);
  }
}
