package dev.fnk.local.moto;

import dev.fnk.local.progress.ProgressThrottle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a word on how far it is of what {@code pip install} writes. */
final class PipOutput {
  private static final Pattern STEP =
      Pattern.compile("\\s*(Collecting|Downloading|Using cached|Installing collected) (\\S+).*");

  private final String what;
  private final ProgressThrottle throttle;
  private int collected;

  PipOutput(String what, ProgressThrottle throttle) {
    this.what = what;
    this.throttle = throttle;
  }

  /** One line of pip's. */
  void line(String line) {
    Matcher step = STEP.matcher(line);
    if (!step.matches()) {
      return;
    }
    switch (step.group(1)) {
      case "Collecting" -> {
        collected++;
        throttle.at(
            () -> "%s: %d packages found, now %s".formatted(what, collected, step.group(2)));
      }
      case "Installing collected" ->
          throttle.at(() -> "%s: unpacking %d packages".formatted(what, collected));
      default ->
          throttle.at(
              () -> "%s: %d packages found, fetching %s".formatted(what, collected, step.group(2)));
    }
  }
}
