package dev.fnk.cli.console;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;

/** Chooses how progress is shown. */
public final class ProgressFactory {
  private static final Duration LIVE_PACE = Duration.ofMillis(200);
  private static final Duration PACE = Duration.ofSeconds(1);

  private ProgressFactory() {}

  /** JSON lines on the error stream. */
  public static Progress json(Console console) {
    return new Progress(new JsonLinesRenderer(console.err()), PACE, Clock.systemUTC());
  }

  /**
   * Live lines where the error stream is a capable terminal, plain lines elsewhere.
   *
   * @param colours whether colours are wanted; NO_COLOR turns them off as well
   */
  public static Progress text(Console console, boolean colours) {
    boolean coloured = colours && console.environment().getOrDefault("NO_COLOR", "").isEmpty();
    return terminal(console)
        .map(
            terminal ->
                new Progress(new LiveRenderer(terminal, coloured), LIVE_PACE, Clock.systemUTC()))
        .orElseGet(() -> new Progress(new PlainRenderer(console.err()), PACE, Clock.systemUTC()));
  }

  private static Optional<Terminal> terminal(Console console) {
    String kind = console.environment().getOrDefault("TERM", "dumb");
    if (!console.errorIsTerminal() || kind.equals("dumb")) {
      return Optional.empty();
    }
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(SystemOutput.SysErr)
              .nativeSignals(false)
              .graphemeCluster(
                  false) // else it asks the terminal, and answers would be read as input
              .dumb(false)
              .build();
      if (terminal.getSize().getColumns() > 20 && terminal.getSize().getRows() > 3) {
        return Optional.of(terminal);
      }
      terminal.close();
      return Optional.empty();
    } catch (IOException | IllegalStateException notCapable) {
      return Optional.empty();
    }
  }
}
