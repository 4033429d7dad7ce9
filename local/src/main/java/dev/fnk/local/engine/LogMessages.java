package dev.fnk.local.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One output stream of a container, message by message, as lines. A message is what the engine
 * stores and sends whole: a line or a piece of one, with its time, which tells those that are read
 * once more from those that are new.
 */
final class LogMessages {
  private final LineAssembler lines = new LineAssembler();
  private Instant last = Instant.EPOCH;

  /** How many had the last time. */
  private int ofLast;

  /** How many of them may be read once more. */
  private int known;

  /** Takes the next message; gives the lines that are whole now. */
  List<LogLine> add(byte[] message) {
    Optional<Instant> time = LineAssembler.stamp(message, 0, message.length);
    if (time.isPresent()) {
      int order = time.get().compareTo(last);
      if (known > 0 && order <= 0) {
        known -= order == 0 ? 1 : 0;
        return List.of();
      }
      known = 0;
      ofLast = order == 0 ? ofLast + 1 : 1;
      last = time.get();
    }
    return lines.add(message);
  }

  /** Time of the newest message. */
  Instant last() {
    return last;
  }

  /** The messages that follow begin before the newest one, or with it. */
  void again() {
    known = ofLast;
  }

  /** What is left without an end of line. */
  Optional<LogLine> rest() {
    return lines.rest();
  }
}
