package dev.fnk.cli.console;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command has of its caller. Results go to {@code out}, everything else to {@code err}.
 *
 * @param in where answers are read
 * @param inputIsTerminal whether a person can answer
 * @param errorIsTerminal whether progress is seen by a person
 * @param directory working directory
 */
public record Console(
    PrintStream out,
    PrintStream err,
    BufferedReader in,
    Map<String, String> environment,
    Path directory,
    boolean inputIsTerminal,
    boolean errorIsTerminal) {
  public Console {
    environment = Map.copyOf(environment);
  }

  /** The console of this process. */
  public static Console ofProcess() {
    return new Console(
        System.out,
        System.err,
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        FileDescriptors.isTerminal(0),
        FileDescriptors.isTerminal(2));
  }
}
