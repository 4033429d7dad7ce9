package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineAssemblerTest {
  private static final String STAMP = "2026-01-02T03:04:05.000000006Z";
  private static final Instant TIME = Instant.parse(STAMP);

  @Test
  void joinsLinesHoweverTheyAreCut() {
    byte[] sent =
        (STAMP + " first line\n" + STAMP + " zweite Zeile: ü\n").getBytes(StandardCharsets.UTF_8);
    for (int size = 1; size <= sent.length; size++) {
      LineAssembler assembler = new LineAssembler();
      List<LogLine> lines = new ArrayList<>();
      for (int at = 0; at < sent.length; at += size) {
        lines.addAll(assembler.add(Arrays.copyOfRange(sent, at, Math.min(sent.length, at + size))));
      }
      assertThat(lines)
          .containsExactly(new LogLine(TIME, "first line"), new LogLine(TIME, "zweite Zeile: ü"));
      assertThat(assembler.rest()).isEmpty();
    }
  }

  @Test
  void takesTheTimesOutOfLongLines() {
    String piece = "x".repeat(16 * 1024);
    String sent = STAMP + " " + piece + STAMP + " " + piece + STAMP + " tail\n";
    assertThat(new LineAssembler().add(sent.getBytes(StandardCharsets.UTF_8)))
        .containsExactly(new LogLine(TIME, piece + piece + "tail"));
  }

  @Test
  void keepsALastLineWithoutEnd() {
    LineAssembler assembler = new LineAssembler();
    assertThat(assembler.add((STAMP + " a").getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(assembler.rest()).contains(new LogLine(TIME, "a"));
  }

  @Test
  void keepsEmptyLinesAndDropsCarriageReturns() {
    String sent = STAMP + " \n" + STAMP + " dos\r\n";
    assertThat(new LineAssembler().add(sent.getBytes(StandardCharsets.UTF_8)))
        .containsExactly(new LogLine(TIME, ""), new LogLine(TIME, "dos"));
  }

  @Test
  void cutsWhereTheLogDriverCuts() {
    String start = "x".repeat(LineAssembler.LONGEST - 1);
    String text = start + "ö" + "y".repeat(40_000);
    byte[] sent = stored(text);
    for (int size : new int[] {sent.length, 4096, 1000, 31, 7}) {
      LineAssembler assembler = new LineAssembler();
      List<LogLine> lines = new ArrayList<>();
      for (int at = 0; at < sent.length; at += size) {
        lines.addAll(assembler.add(Arrays.copyOfRange(sent, at, Math.min(sent.length, at + size))));
      }
      assertThat(lines)
          .as("read %d octets at a time", size)
          .containsExactly(
              new LogLine(TIME, start + "\uFFFD"),
              new LogLine(TIME, "\uFFFD" + "y".repeat(40_000)),
              new LogLine(TIME, "next"));
      assertThat(assembler.rest()).isEmpty();
    }
  }

  /** As the engine stores a line: in pieces of 16 KiB, each with its time; and a short one. */
  private static byte[] stored(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    byte[] stamp = (STAMP + " ").getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < octets.length; at += 16 * 1024) {
      sent.writeBytes(stamp);
      sent.write(octets, at, Math.min(16 * 1024, octets.length - at));
    }
    sent.writeBytes(("\n" + STAMP + " next\n").getBytes(StandardCharsets.UTF_8));
    return sent.toByteArray();
  }
}
