package dev.fnk.kubelet.agent.contract;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that a container's supervisor writes into its log between two runs, when nobody else
 * writes there.
 *
 * @param run counted from 0 in each task
 */
public record RunMark(Kind kind, int run) {
  /** What it stands for. */
  public enum Kind {
    /** Before a run other than the first. */
    START,
    /** Behind what a run wrote to its output. */
    END_OF_OUTPUT,
    /** Behind what a run wrote to its errors. */
    END_OF_ERRORS
  }

  private static final String PREFIX = "fnk: ";
  private static final Pattern START = Pattern.compile(PREFIX + "start of run ([1-9][0-9]{0,8})");
  private static final Pattern END =
      Pattern.compile(PREFIX + "end of run (0|[1-9][0-9]{0,8}) \\((stdout|stderr)\\)");

  /** The mark that a line is. */
  public static Optional<RunMark> parse(String line) {
    if (!line.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Matcher start = START.matcher(line);
    if (start.matches()) {
      return Optional.of(new RunMark(Kind.START, Integer.parseInt(start.group(1))));
    }
    Matcher end = END.matcher(line);
    if (!end.matches()) {
      return Optional.empty();
    }
    Kind kind = end.group(2).equals("stdout") ? Kind.END_OF_OUTPUT : Kind.END_OF_ERRORS;
    return Optional.of(new RunMark(kind, Integer.parseInt(end.group(1))));
  }
}
