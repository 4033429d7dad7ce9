package dev.fnk.kubelet.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of both, as annotations say it.
 *
 * @param cpu CPU units, 1024 a vCPU
 * @param memoryMiB memory, MiB
 */
public record CpuAndMemory(int cpu, int memoryMiB) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

  /**
   * Whoever makes pods can write their annotations.
   *
   * @return empty: not {@code CPU-UNITS/MIB}
   */
  public static Optional<CpuAndMemory> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new CpuAndMemory(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return cpu + "/" + memoryMiB;
  }
}
