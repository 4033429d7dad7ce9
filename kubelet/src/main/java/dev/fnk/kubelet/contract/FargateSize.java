package dev.fnk.kubelet.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A task's size, one of those Fargate sells.
 *
 * @param cpu CPU units, 1024 a vCPU
 * @param memoryMiB memory, MiB
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html">Fargate
 *     task sizes</a>
 */
public record FargateSize(int cpu, int memoryMiB) {
  private static final int GIB = 1024;
  private static final List<Row> ROWS =
      List.of(
          new Row(256, List.of(GIB / 2, GIB, 2 * GIB)),
          row(512, 1, 4, 1),
          row(1024, 2, 8, 1),
          row(2048, 4, 16, 1),
          row(4096, 8, 30, 1),
          row(8192, 16, 60, 4),
          row(16384, 32, 120, 8));

  /** The CPU units that there are, least first. */
  public static List<Integer> cpus() {
    return ROWS.stream().map(Row::cpu).toList();
  }

  /** The memory that comes with CPU units, MiB, least first; none if there are no such units. */
  public static List<Integer> memories(int cpu) {
    return ROWS.stream()
        .filter(row -> row.cpu == cpu)
        .flatMap(row -> row.memories.stream())
        .toList();
  }

  /** The least size that holds both; empty when there is none. */
  public static Optional<FargateSize> holding(int cpu, int memoryMiB) {
    for (Row row : ROWS) {
      if (row.cpu < cpu) {
        continue;
      }
      for (int memory : row.memories) {
        if (memory >= memoryMiB) {
          return Optional.of(new FargateSize(row.cpu, memory));
        }
      }
    }
    return Optional.empty();
  }

  private static Row row(int cpu, int from, int to, int step) {
    return new Row(
        cpu,
        IntStream.iterate(from, gib -> gib <= to, gib -> gib + step)
            .mapToObj(gib -> gib * GIB)
            .toList());
  }

  private record Row(int cpu, List<Integer> memories) {
    Row {
      memories = List.copyOf(memories);
    }
  }

  /** In EKS's words, such as {@code 0.25vCPU 0.5GB}. */
  public String provisioned() {
    return amount(cpu) + "vCPU " + amount(memoryMiB) + "GB";
  }

  private static String amount(int of1024) {
    return BigDecimal.valueOf(of1024)
        .divide(BigDecimal.valueOf(1024))
        .stripTrailingZeros()
        .toPlainString();
  }

  @Override
  public String toString() {
    return cpu + "/" + memoryMiB;
  }
}
