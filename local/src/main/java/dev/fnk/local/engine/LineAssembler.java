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
  private int inPiece;
  private @Nullable Instant time;

  /** Takes some octets; gives the lines that are whole now. */
  List<LogLine> add(byte[] octets) {
    byte[] all = Arrays.copyOf(ahead, ahead.length + octets.length);
    System.arraycopy(octets, 0, all, ahead.length, octets.length);
    List<LogLine> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        parse(all, from, i, true, lines);
        if (line.size() > 0 || time != null) {
          lines.add(take());
        }
        begin();
        from = i + 1;
      }
    }
    ahead = Arrays.copyOfRange(all, parse(all, from, all.length, false, lines), all.length);
    return lines;
  }

  /** What is left without an end of line. */
  Optional<LogLine> rest() {
    List<LogLine> cut = new ArrayList<>();
    parse(ahead, 0, ahead.length, true, cut);
    ahead = new byte[0];
    return line.size() == 0 ? Optional.empty() : Optional.of(take());
  }

  private void begin() {
    time = null;
    inPiece = 0;
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
      boolean mayBeTime = inPiece == 0;
      if (mayBeTime && to - at < STAMP && !whole) {
        return at;
      }
      if (mayBeTime) {
        Optional<Instant> stamp = stamp(raw, at, to);
        if (time == null) {
          time = stamp.orElseGet(Instant::now);
        }
        at += stamp.isPresent() ? STAMP : 0;
      }
      int length = Math.min(Math.min(PIECE - inPiece, LONGEST - line.size()), to - at);
      line.write(raw, at, length);
      at += length;
      inPiece = (inPiece + length) % PIECE;
      if (line.size() == LONGEST) {
        lines.add(take());
      }
    }
    return at;
  }

  private LogLine take() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    Instant written = time == null ? Instant.now() : time;
    return new LogLine(written, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  /** The time that the engine puts before a message. */
  static Optional<Instant> stamp(byte[] raw, int at, int to) {
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
