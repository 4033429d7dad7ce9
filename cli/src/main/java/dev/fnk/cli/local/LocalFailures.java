package dev.fnk.cli.local;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.local.daemon.LocalLabException;
import java.util.function.Supplier;

/** What the local lab cannot do, as failures with their exit codes. */
final class LocalFailures {
  private LocalFailures() {}

  /**
   * Calls the local lab.
   *
   * @throws Failure for its exceptions
   */
  static <T> T translate(Supplier<T> call) {
    try {
      return call.get();
    } catch (LocalLabException failed) {
      ExitCode code =
          switch (failed.kind()) {
            case NOT_RUNNING,
                DIED,
                ENGINE_MISSING,
                PORT_IN_USE,
                TOOL_MISSING,
                CONTROL_PLANE_MISSING,
                UNSUPPORTED ->
                ExitCode.UNAVAILABLE;
            case FAILED -> ExitCode.FAILED;
          };
      throw new Failure(code, String.valueOf(failed.getMessage()), failed.remedy(), failed);
    }
  }
}
