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

/** Writes lines as kubectl expects them, up to a number of bytes. */
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
  private long left;

  LineWriter(OutputStream out, boolean timestamps, OptionalLong limitBytes) {
    this.out = out;
    this.timestamps = timestamps;
    this.left = limitBytes.orElse(Long.MAX_VALUE);
  }

  /** Flushes after the last one. Returns whether more may be written. */
  boolean write(List<LogStreams.Line> lines) throws IOException {
    for (LogStreams.Line line : lines) {
      String text = timestamps ? TIME.format(line.time()) + " " + line.text() : line.text();
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
      int length = (int) Math.min(bytes.length, left);
      out.write(bytes, 0, length);
      left -= length;
      if (left == 0) {
        break;
      }
    }
    out.flush();
    return left > 0;
  }
}
