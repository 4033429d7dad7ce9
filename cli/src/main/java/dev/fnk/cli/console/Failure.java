package dev.fnk.cli.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command cannot go on, and knows why: the exit code, the reason, and what to do next. */
public final class Failure extends RuntimeException {
  private final ExitCode exitCode;
  private final String reason;
  private final @Nullable String remedy;

  /**
   * @param reason what failed and why, one sentence or more without a full stop at the end
   * @param remedy what to do next, such as a command to run
   */
  public Failure(ExitCode exitCode, String reason, String remedy) {
    this(exitCode, reason, remedy, null);
  }

  public Failure(ExitCode exitCode, String reason) {
    this(exitCode, reason, null, null);
  }

  public Failure(
      ExitCode exitCode, String reason, @Nullable String remedy, @Nullable Throwable cause) {
    super(reason, cause);
    this.exitCode = exitCode;
    this.reason = reason;
    this.remedy = remedy;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public String reason() {
    return reason;
  }

  public Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }
}
