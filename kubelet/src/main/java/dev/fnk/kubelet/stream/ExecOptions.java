package dev.fnk.kubelet.stream;

import java.util.List;
import java.util.Map;

/**
 * What is to be run, and which of its streams the client wants: the query of the kubelet's {@code
 * exec} and {@code attach}.
 *
 * @param command empty: what the container itself runs is attached to
 * @param stderr never with a terminal, which has one output
 */
public record ExecOptions(
    List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {
  /** Copies. */
  public ExecOptions {
    command = List.copyOf(command);
  }

  /**
   * Reads an exec's query as the kubelet does.
   *
   * @throws IllegalArgumentException with words for the client
   */
  public static ExecOptions exec(Map<String, List<String>> query) {
    List<String> command = query.getOrDefault("command", List.of());
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw new IllegalArgumentException("you must specify a command");
    }
    return of(command, query);
  }

  /**
   * Reads an attach's query as the kubelet does.
   *
   * @throws IllegalArgumentException with words for the client
   */
  public static ExecOptions attach(Map<String, List<String>> query) {
    return of(List.of(), query);
  }

  boolean attaches() {
    return command.isEmpty();
  }

  private static ExecOptions of(List<String> command, Map<String, List<String>> query) {
    boolean tty = on(query, "tty");
    boolean stdin = on(query, "input");
    boolean stdout = on(query, "output");
    boolean stderr = on(query, "error") && !tty;
    if (!stdin && !stdout && !stderr) {
      throw new IllegalArgumentException("you must specify at least 1 of stdin, stdout, stderr");
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
