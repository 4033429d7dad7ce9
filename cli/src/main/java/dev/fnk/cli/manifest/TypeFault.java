package dev.fnk.cli.manifest;

import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** Which field of an object is of the wrong type, in a line. */
final class TypeFault {
  private TypeFault() {}

  static String of(Throwable thrown) {
    Throwable cause = thrown;
    while (cause != null && !(cause instanceof JacksonException)) {
      cause = cause.getCause();
    }
    if (!(cause instanceof JacksonException fault)) {
      return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    }
    String path =
        fault.getPath().stream()
            .map(
                step ->
                    step.getPropertyName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getPropertyName())
            .collect(Collectors.joining());
    String why = String.valueOf(fault.getOriginalMessage()).lines().findFirst().orElse("");
    return (path.startsWith(".") ? path.substring(1) : path) + ": " + why;
  }
}
