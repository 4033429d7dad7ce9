package dev.fnk.local.io;

import java.util.Optional;

/** Says an exception in one line; many I/O exceptions carry no message of their own. */
public final class ExceptionText {
  private ExceptionText() {}

  public static String of(Throwable thrown) {
    String own = oneLine(thrown);
    return Optional.ofNullable(thrown.getCause())
        .map(ExceptionText::oneLine)
        .filter(cause -> !own.contains(cause))
        .map(cause -> own + " (" + cause + ")")
        .orElse(own);
  }

  private static String oneLine(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage())
        .orElseGet(() -> thrown.getClass().getSimpleName());
  }
}
