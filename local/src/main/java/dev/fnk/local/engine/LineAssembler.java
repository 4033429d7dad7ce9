package dev.fnk.local.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts one output stream of a container together to lines. The engine sends {@code <time> <text>}
 * with ends of line, cut anywhere. It stores lines in pieces of 16 KiB, each with a time of its
 * own: those inside a line are taken out.
 */
final class LineAssembler {
  private static final int PIECE = 16 * 1024;

  /** {@code 2006-01-02T15:04:05.000000000Z}, always that long. */
  private static final int STAMP = 30;

  // The awslogs driver joins pieces up to about this size: CloudWatch Logs takes no larger event.
  private static final int MAX_LINE = 240 * 1024;

  private final ByteArrayOutputStream open = new ByteArrayOutputStream();

  /** Takes some octets; gives the lines that are whole now. */
  List<LogLine> add(byte[] octets) {
    List<LogLine> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < octets.length; i++) {
      if (octets[i] == '\n') {
        open.write(octets, from, i - from);
        lines.add(take());
        from = i + 1;
      }
    }
    open.write(octets, from, octets.length - from);
    if (open.size() > MAX_LINE) {
      lines.add(take());
    }
    return lines;
  }

  /** What is left without an end of line. */
  Optional<LogLine> rest() {
    return open.size() == 0 ? Optional.empty() : Optional.of(take());
  }

  private LogLine take() {
    byte[] raw = open.toByteArray();
    open.reset();
    Optional<Instant> time = stamp(raw, 0);
    int at = time.isPresent() ? STAMP + 1 : 0;
    ByteArrayOutputStream text = new ByteArrayOutputStream(raw.length);
    while (at < raw.length) {
      int length = Math.min(PIECE, raw.length - at);
      text.write(raw, at, length);
      at += length;
      if (length == PIECE && stamp(raw, at).isPresent()) {
        at += STAMP + 1;
      }
    }
    String line = text.toString(StandardCharsets.UTF_8);
    return new LogLine(
        time.orElseGet(Instant::now),
        line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
  }

  private static Optional<Instant> stamp(byte[] raw, int at) {
    if (raw.length < at + STAMP || raw[at + STAMP - 1] != 'Z') {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(new String(raw, at, STAMP, StandardCharsets.US_ASCII)));
    } catch (DateTimeParseException notAStamp) {
      return Optional.empty();
    }
  }
}
