package dev.fnk.cli.engine;

import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.resource.ResourceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lab could not be read or changed. The message carries the service, operation, code and
 * request id; {@link #next} the next command to run.
 */
public final class LabException extends RuntimeException {
  private final Optional<String> next;

  LabException(String message, Optional<String> next, @Nullable Throwable cause) {
    super(message, cause);
    this.next = next;
  }

  /** The next command to run, where one is known. */
  public Optional<String> next() {
    return next;
  }

  /**
   * @param what what could not be done
   */
  static LabException of(String what, Throwable failure) {
    return new LabException(what + ": " + describe(failure), next(failure), failure);
  }

  static LabException refused(Plan plan) {
    var lines =
        plan.refusals().stream()
            .map(s -> "%s: %s".formatted(s.resource(), s.change().reason()))
            .toList();
    return new LabException(
        "refused: " + String.join("; ", lines),
        Optional.of("fnk plan shows the whole; choose another lab name or remove what is named"),
        null);
  }

  /** Any failure in the words of its service. */
  static String describe(Throwable failure) {
    return failure instanceof ResourceException e
            && e.getCause() != null
            && !(e.getCause() instanceof ResourceException) // whose words it has taken up
        ? e.getMessage() + ": " + AwsErrors.describe(e.getCause())
        : AwsErrors.describe(failure);
  }

  /** What to run after a failure. */
  static Optional<String> next(Throwable failure) {
    return switch (failure) {
      case ResourceException e -> Optional.of(e.next());
      case ConfigException e -> Optional.of(e.next());
      default -> AwsErrors.next(failure);
    };
  }
}
