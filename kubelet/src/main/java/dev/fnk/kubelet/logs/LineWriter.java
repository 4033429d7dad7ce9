package dev.fnk.kubelet.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes events as the lines they were, as kubectl expects them, up to a number of bytes. A line of
 * many pieces is never held whole.
 */
final class LineWriter {
  /** RFC 3339 with nanoseconds, fixed width, as the kubelet writes it. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 9, 9, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  private final OutputStream out;
  private final boolean timestamps;
  private final LineCuts cuts = new LineCuts();
  private long left;
  private long linesLeft = Long.MAX_VALUE;

  /** Whether the last line has no end yet. */
  private boolean open;

  /** Remains of a character at the end of the last piece. */
  private String remains = "";

  LineWriter(OutputStream out, boolean timestamps, OptionalLong limitBytes) {
    this.out = out;
    this.timestamps = timestamps;
    this.left = limitBytes.orElse(Long.MAX_VALUE);
  }

  /** Writes no more lines than these, whatever else comes. */
  void atMost(int lines) {
    linesLeft = lines;
  }

  /** Flushes after the last one. Returns whether more may be written. */
  boolean write(List<LogEvent> events) throws IOException {
    for (LogEvent event : events) {
      if (left == 0 || linesLeft < 0) {
        break;
      }
      write(event);
    }
    out.flush();
    return left > 0 && linesLeft >= 0;
  }

  /** Ends the last line, if it is still open. */
  void end() throws IOException {
    endLine();
    out.flush();
  }

  private void write(LogEvent event) throws IOException {
    String text = event.text();
    if (cuts.continues(event)) {
      text = joined(remains, text);
    } else {
      endLine();
      if (--linesLeft < 0) {
        return;
      }
      if (timestamps) {
        put(TIME.format(event.time()) + " ");
      }
    }
    if (cuts.open()) {
      int whole = text.length();
      while (whole > 0
          && text.length() - whole < LineCuts.MOST_BROKEN
          && text.charAt(whole - 1) == LineCuts.REPLACEMENT) {
        whole--;
      }
      remains = text.substring(whole);
      put(text.substring(0, whole));
      open = true;
    } else {
      put(text + "\n");
      remains = "";
      open = false;
    }
  }

  /** The character that a cut broke is lost; it is shown as one. */
  private static String joined(String remains, String text) {
    int broken = 0;
    while (broken < Math.min(text.length(), LineCuts.MOST_BROKEN)
        && text.charAt(broken) == LineCuts.REPLACEMENT) {
      broken++;
    }
    return remains.isEmpty() || broken == 0
        ? remains + text
        : LineCuts.REPLACEMENT + text.substring(broken);
  }

  private void endLine() throws IOException {
    if (open) {
      put(remains + "\n");
      remains = "";
      open = false;
    }
  }

  private void put(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = (int) Math.min(bytes.length, left);
    out.write(bytes, 0, length);
    left -= length;
  }
}
