package dev.fnk.kubelet.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Finds the events that are pieces of one line. Nothing marks them; but the log driver cuts at
 * known sizes, and gives all pieces of a line the time of the first. Takes events one after the
 * other.
 *
 * <p>The driver counts octets and cuts inside of characters; CloudWatch keeps octets that are no
 * character as U+FFFD, so that a piece's size is known within bounds.
 *
 * @see <a
 *     href="https://github.com/aws/shim-loggers-for-containerd/blob/main/logger/awslogs/logger.go">Fargate's
 *     log driver: 262,144 octets less 26</a>
 */
final class LineCuts {
  /** What stands for octets that are no character. */
  static final char REPLACEMENT = '\uFFFD';

  /** Octets of a character that a cut can leave on one side. */
  static final int MOST_BROKEN = 3;

  /** Docker's copier, for drivers that set no size. */
  private static final int COPIER = 16 * 1024;

  /** An event's most octets when the driver was made, and as CloudWatch takes them today. */
  private static final int[] EVENTS = {256 * 1024 - 26, 1024 * 1024 - 26};

  private enum Last {
    WHOLE,
    CUT,
    /** Cut, if what follows are the remains of a character: they made the event too large. */
    CUT_BEFORE_REMAINS
  }

  private Last last = Last.WHOLE;
  private Instant time = Instant.MIN;

  /** Whether the event goes on with the line of the one before. */
  boolean continues(LogEvent event) {
    boolean remains = onlyRemains(event.text());
    boolean continues =
        event.time().equals(time)
            && (last == Last.CUT || (last == Last.CUT_BEFORE_REMAINS && remains));
    last = continues && remains ? Last.CUT : last(event.text());
    time = event.time();
    return continues;
  }

  /** Whether the next event may go on with this line. */
  boolean open() {
    return last != Last.WHOLE;
  }

  private static Last last(String text) {
    if (text.length() < COPIER / 4) {
      return Last.WHOLE;
    }
    int octets = text.getBytes(StandardCharsets.UTF_8).length;
    int broken = (int) text.chars().filter(c -> c == REPLACEMENT).count();
    if (holds(octets, broken, COPIER)) {
      return Last.CUT;
    }
    for (int most : EVENTS) {
      if (holds(octets, broken, most)) {
        return Last.CUT;
      }
      if (octets < most && octets >= most - MOST_BROKEN) {
        return Last.CUT_BEFORE_REMAINS;
      }
    }
    return Last.WHOLE;
  }

  /** Each replacement, of three octets, stands for one octet to three. */
  private static boolean holds(int octets, int broken, int size) {
    return octets - 2 * broken <= size && size <= octets;
  }

  private static boolean onlyRemains(String text) {
    return !text.isEmpty()
        && text.length() <= MOST_BROKEN
        && text.chars().allMatch(c -> c == REPLACEMENT);
  }
}
