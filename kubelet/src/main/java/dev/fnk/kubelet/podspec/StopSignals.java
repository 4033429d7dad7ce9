package dev.fnk.kubelet.podspec;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signals by their names, as Kubernetes' {@code stopSignal} and an image's STOPSIGNAL have them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
final class StopSignals {
  private static final int RTMIN = 34;
  private static final int RTMAX = 64;
  private static final Pattern REAL_TIME = Pattern.compile("RTM(IN|AX)(?:([+-])(\\d{1,2}))?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

  /** On amd64 and arm64 alike. */
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          entry("HUP", 1),
          entry("INT", 2),
          entry("QUIT", 3),
          entry("ILL", 4),
          entry("TRAP", 5),
          entry("ABRT", 6),
          entry("IOT", 6),
          entry("BUS", 7),
          entry("FPE", 8),
          entry("KILL", 9),
          entry("USR1", 10),
          entry("SEGV", 11),
          entry("USR2", 12),
          entry("PIPE", 13),
          entry("ALRM", 14),
          entry("TERM", 15),
          entry("STKFLT", 16),
          entry("CHLD", 17),
          entry("CLD", 17),
          entry("CONT", 18),
          entry("STOP", 19),
          entry("TSTP", 20),
          entry("TTIN", 21),
          entry("TTOU", 22),
          entry("URG", 23),
          entry("XCPU", 24),
          entry("XFSZ", 25),
          entry("VTALRM", 26),
          entry("PROF", 27),
          entry("WINCH", 28),
          entry("IO", 29),
          entry("POLL", 29),
          entry("PWR", 30),
          entry("SYS", 31));

  private StopSignals() {}

  /**
   * @param text {@code SIGQUIT}, {@code QUIT}, {@code 3} or {@code SIGRTMIN+3}
   * @return empty if there is no such signal
   */
  static OptionalLong number(String text) {
    if (NUMBER.matcher(text).matches()) {
      return known(Integer.parseInt(text));
    }
    String upper = text.toUpperCase(Locale.ROOT);
    String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
    Integer number = NUMBERS.get(name);
    if (number != null) {
      return OptionalLong.of(number);
    }
    Matcher realTime = REAL_TIME.matcher(name);
    return realTime.matches() ? realTime(realTime) : OptionalLong.empty();
  }

  private static OptionalLong realTime(Matcher matcher) {
    int base = matcher.group(1).equals("IN") ? RTMIN : RTMAX;
    if (matcher.group(2) == null) {
      return OptionalLong.of(base);
    }
    int distance = Integer.parseInt(matcher.group(3));
    int number = matcher.group(2).equals("+") ? base + distance : base - distance;
    return number < RTMIN ? OptionalLong.empty() : known(number);
  }

  private static OptionalLong known(int number) {
    return number >= 1 && number <= RTMAX ? OptionalLong.of(number) : OptionalLong.empty();
  }
}
