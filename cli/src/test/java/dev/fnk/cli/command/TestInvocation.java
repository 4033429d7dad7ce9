package dev.fnk.cli.command;

import dev.fnk.cli.console.Console;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** fnk run inside the test: its arguments, its streams, its exit code. */
public final class TestInvocation {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console;

  public TestInvocation(Path directory, Map<String, String> environment) {
    this(directory, environment, "");
  }

  /**
   * @param input what it reads
   */
  public TestInvocation(Path directory, Map<String, String> environment, String input) {
    this.console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new BufferedReader(new StringReader(input)),
            environment,
            directory,
            false,
            false);
  }

  public int run(String... arguments) {
    return Fnk.run(console, arguments);
  }

  public Console console() {
    return console;
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
