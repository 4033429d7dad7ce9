package dev.fnk.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process as the kernel tells it from all others: a pid is used again, pid and start time are
 * not.
 *
 * @param name what runs, such as {@code moto}
 * @param pid process id
 * @param startTicks start time in clock ticks since boot, field 22 of {@code /proc/<pid>/stat}
 */
public record ProcessRecord(String name, long pid, long startTicks) {
  private static final int START_TIME_AFTER_COMMAND = 19;

  /** The record of a living process; empty when there is none. */
  public static Optional<ProcessRecord> of(String name, long pid) {
    return startTicks(pid).map(ticks -> new ProcessRecord(name, pid, ticks));
  }

  /** Reads a file written by {@link #text()}; empty when it is not whole. */
  static Optional<ProcessRecord> parse(String text) {
    List<String> fields = text.lines().toList();
    if (fields.size() < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessRecord(
              fields.get(0), Long.parseLong(fields.get(1)), Long.parseLong(fields.get(2))));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  String text() {
    return name + "\n" + pid + "\n" + startTicks + "\n";
  }

  /** Whether this very process still runs; a zombie does not. */
  public boolean alive() {
    return startTicks(pid).filter(ticks -> ticks == startTicks).isPresent();
  }

  /** Whether its environment carries the variable with this value. */
  boolean carries(String variable, String value) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      String wanted = variable + "=" + value;
      return List.of(new String(environment, StandardCharsets.UTF_8).split("\0", -1))
          .contains(wanted);
    } catch (IOException _) {
      return false; // gone, or of another user: not ours
    }
  }

  private static Optional<Long> startTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The command in parentheses may hold anything: fields count from its last parenthesis.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z")
          ? Optional.empty()
          : Optional.of(Long.parseLong(fields[START_TIME_AFTER_COMMAND]));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
