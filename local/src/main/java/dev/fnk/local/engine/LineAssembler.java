package dev.fnk.local.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts one output stream of a container together to the lines that the log driver awslogs sends.
 * The engine sends {@code <time> <text>} with ends of line, cut anywhere. It stores lines in pieces
 * of 16 KiB, each with a time of its own: those inside a line are taken out. A line that fills the
 * driver's buffer is cut there, wherever that is in a character, and all its parts have the time of
 * the first.
 *
 * <p>The stream may be read once more, from some time on: what was taken already is told by the
 * times of its pieces, and left out.
 */
final class LineAssembler {
  /** What CloudWatch takes as one event when it counts 26 octets more: the driver's buffer. */
  static final int LONGEST = 256 * 1024 - 26;

  private static final int PIECE = 16 * 1024;

  /** {@code 2006-01-02T15:04:05.000000000Z }, always that long. */
  private static final int STAMP = 31;

  /** Octets of the engine's that may yet prove to be a time. */
  private byte[] ahead = {};

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable Instant time;

  /** Octets of the present piece that were read, and of its beginning that are known already. */
  private int inPiece;

  private int skipped;

  /** The newest piece: its time, its octets so far, and whether there are no more. */
  private Instant last = Instant.EPOCH;

  private int lastLength;
  private boolean lastWhole;

  /**
   * How many pieces had the newest time, and of those that are read once more are still to come.
   */
  private int ofLast;

  private int known;

  /** Takes some octets; gives the lines that are whole now. */
  List<LogLine> add(byte[] octets) {
    byte[] all = Arrays.copyOf(ahead, ahead.length + octets.length);
    System.arraycopy(octets, 0, all, ahead.length, octets.length);
    List<LogLine> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        parse(all, from, i, true, lines);
        endLine(lines);
        from = i + 1;
      }
    }
    ahead = Arrays.copyOfRange(all, parse(all, from, all.length, false, lines), all.length);
    return lines;
  }

  private void endLine(List<LogLine> lines) {
    inPiece = 0;
    if (skipped == PIECE) {
      return;
    }
    lastWhole = true;
    if (line.size() > 0 || time != null) {
      lines.add(take());
    }
    time = null;
  }

  /** Time of the newest piece. */
  Instant last() {
    return last;
  }

  /** What comes now is the stream once more, from the newest piece's time on or from before. */
  void again() {
    ahead = new byte[0];
    inPiece = 0;
    skipped = 0;
    known = ofLast;
  }

  /** What is left without an end of line. */
  Optional<LogLine> rest() {
    List<LogLine> cut = new ArrayList<>();
    parse(ahead, 0, ahead.length, true, cut);
    ahead = new byte[0];
    return line.size() == 0 ? Optional.empty() : Optional.of(take());
  }

  /**
   * Takes times and text apart, as far as they can be told apart yet.
   *
   * @param whole whether nothing of this line follows
   * @return where it stopped
   */
  private int parse(byte[] raw, int from, int to, boolean whole, List<LogLine> lines) {
    int at = from;
    while (at < to) {
      if (inPiece == 0) {
        if (to - at < STAMP && !whole) {
          return at;
        }
        Optional<Instant> stamp = stamp(raw, at, to);
        stamp.ifPresent(this::piece);
        at += stamp.isPresent() ? STAMP : 0;
      }
      int length = Math.min(PIECE - inPiece, to - at);
      if (inPiece < skipped) {
        length = Math.min(length, skipped - inPiece);
      } else {
        length = Math.min(length, LONGEST - line.size());
        append(raw, at, length);
      }
      at += length;
      inPiece = (inPiece + length) % PIECE;
      if (line.size() == LONGEST) {
        lines.add(take());
      }
    }
    return at;
  }

  /** A piece of this time begins. */
  private void piece(Instant begun) {
    int order = begun.compareTo(last);
    if (known > 0 && order <= 0) {
      known -= order == 0 ? 1 : 0;
      skipped = known > 0 || lastWhole ? PIECE : lastLength;
      return;
    }
    known = 0;
    skipped = 0;
    ofLast = order == 0 ? ofLast + 1 : 1;
    last = begun;
    lastLength = 0;
    lastWhole = false;
    if (time == null) {
      time = begun;
    }
  }

  private void append(byte[] raw, int at, int length) {
    if (time == null) {
      time = Instant.now();
    }
    line.write(raw, at, length);
    lastLength += length;
    lastWhole = lastLength == PIECE;
  }

  private LogLine take() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    Instant written = time == null ? Instant.now() : time;
    return new LogLine(written, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  private static Optional<Instant> stamp(byte[] raw, int at, int to) {
    if (to < at + STAMP || raw[at + STAMP - 1] != ' ' || raw[at + STAMP - 2] != 'Z') {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(new String(raw, at, STAMP - 1, StandardCharsets.US_ASCII)));
    } catch (DateTimeParseException notAStamp) {
      return Optional.empty();
    }
  }
}
