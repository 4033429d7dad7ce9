package dev.fnk.kubelet.stream;

import java.util.List;
import java.util.Map;

/**
 * What is to be run, and which of its streams the client wants: the query of the kubelet's {@code
 * exec}.
 *
 * @param stderr never with a terminal, which has one output
 */
public record ExecOptions(
    List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
  /** Copies. */
  public ExecOptions {
    command = List.copyOf(command);
  }

  /**
   * Reads a query as the kubelet does.
   *
   * @throws IllegalArgumentException with words for the client
   */
  public static ExecOptions parse(Map<String, List<String>> query) {
    boolean tty = on(query, "tty");
    boolean stdin = on(query, "input");
    boolean stdout = on(query, "output");
    boolean stderr = on(query, "error") && !tty;
    List<String> command = query.getOrDefault("command", List.of());
    if (!stdin && !stdout && !stderr) {
      throw new IllegalArgumentException("you must specify at least 1 of stdin, stdout, stderr");
    }
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException("you must specify a command");
    }
    return new ExecOptions(command, stdin, stdout, stderr, tty);
  }

  private static boolean on(Map<String, List<String>> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return !values.isEmpty() && (values.getFirst().equals("1") || values.getFirst().equals("true"));
  }

  /** Never shows the command, which may bear a secret. */
  @Override
  public String toString() {
    return "stdin %s, stdout %s, stderr %s, tty %s".formatted(stdin, stdout, stderr, tty);
  }
}
