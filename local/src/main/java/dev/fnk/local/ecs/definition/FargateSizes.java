package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.EcsError;
import java.util.stream.IntStream;

/**
 * Which CPU and memory go together. Source: "Task CPU and memory" of the Amazon ECS Developer
 * Guide.
 *
 * <p>An independent oracle, on purpose: fnk has a table of its own, and a fault in one is found by
 * the other.
 */
public final class FargateSizes {
  private static final int GIB = 1024;

  private FargateSizes() {}

  /**
   * @param cpu CPU units, 1024 a core
   * @param memory MiB
   */
  static boolean exists(int cpu, int memory) {
    return memories(cpu).anyMatch(size -> size == memory);
  }

  /**
   * @throws dev.fnk.local.aws.AwsError ClientException when they do not go together
   */
  public static void require(int cpu, int memory) {
    if (!exists(cpu, memory)) {
      throw EcsError.client(
          "No Fargate configuration exists for given values: "
              + cpu
              + " CPU, "
              + memory
              + " memory. See the Amazon ECS documentation for the valid values.");
    }
  }

  private static IntStream memories(int cpu) {
    return switch (cpu) {
      case 256 -> IntStream.of(512, GIB, 2 * GIB);
      case 512 -> gibs(1, 4, 1);
      case 1024 -> gibs(2, 8, 1);
      case 2048 -> gibs(4, 16, 1);
      case 4096 -> gibs(8, 30, 1);
      case 8192 -> gibs(16, 60, 4);
      case 16384 -> gibs(32, 120, 8);
      default -> IntStream.empty();
    };
  }

  private static IntStream gibs(int from, int to, int step) {
    return IntStream.iterate(from, size -> size <= to, size -> size + step).map(size -> size * GIB);
  }

  /** Reads {@code 256}, {@code .25 vCPU} or {@code 1 vcpu}. */
  public static int cpu(String text) {
    return amount(text, "vcpu", 1024, "cpu");
  }

  /** Reads {@code 512} or {@code 0.5 GB}. */
  public static int memory(String text) {
    return amount(text, "gb", GIB, "memory");
  }

  private static int amount(String text, String unit, int factor, String name) {
    String lower = text.strip().toLowerCase(java.util.Locale.ROOT);
    try {
      if (lower.endsWith(unit)) {
        String number = lower.substring(0, lower.length() - unit.length()).strip();
        return (int) Math.round(Double.parseDouble(number) * factor);
      }
      return Integer.parseInt(lower);
    } catch (NumberFormatException e) {
      throw EcsError.client("Invalid '" + name + "' setting for task: " + text);
    }
  }
}
