package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineWriterTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:01.5Z");
  private static final List<LogEvent> LINES =
      List.of(event(TIME, "one"), event(Instant.parse("2026-01-01T00:00:02Z"), "zwölf"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static LogEvent event(Instant time, String text) {
    return new LogEvent(time, time, text);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void lines() throws IOException {
    assertThat(writer(false).write(LINES)).isTrue();
    assertThat(text()).isEqualTo("one\nzwölf\n");
  }

  @Test
  void noMoreLinesAreWrittenThanAreAskedFor() throws IOException {
    var writer = writer(false);
    writer.atMost(2);

    assertThat(writer.write(List.of(event(TIME, "a"), event(TIME, "b")))).isTrue();
    assertThat(writer.write(List.of(event(TIME, "c")))).isFalse();
    writer.end();

    assertThat(text()).isEqualTo("a\nb\n");
  }

  @Test
  void timestampsAreOfFixedWidth() throws IOException {
    writer(true).write(LINES);
    assertThat(text())
        .isEqualTo("2026-01-01T00:00:01.500000000Z one\n2026-01-01T00:00:02.000000000Z zwölf\n");
  }

  @Test
  void bytesAreLimited() throws IOException {
    var writer = new LineWriter(out, false, OptionalLong.of(6));
    assertThat(writer.write(LINES)).isFalse();
    assertThat(text()).isEqualTo("one\nzw");
    assertThat(writer.write(LINES)).isFalse();
    assertThat(text()).isEqualTo("one\nzw");
  }

  @ParameterizedTest
  @ValueSource(ints = {16_384, 262_118, 1_048_550})
  void whatTheDriverCutIsOneLineAgain(int cut) throws IOException {
    String line = "x".repeat(2 * cut + 500);
    assertThat(written(line, cut)).isEqualTo(line + "\nnext\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {16_384, 262_118})
  void oneThatEndsWhereItWasCutIsEnded(int cut) throws IOException {
    String line = "x".repeat(2 * cut);
    assertThat(written(line, cut)).isEqualTo(line + "\nnext\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aCharacterThatTheCutBrokeIsOne(int shift) throws IOException {
    for (int cut : new int[] {16_384, 262_118}) {
      out.reset();
      for (String character : List.of("ö", "€", "😀")) {
        out.reset();
        int octets = character.getBytes(StandardCharsets.UTF_8).length;
        if (shift >= octets) {
          continue;
        }
        String before = "x".repeat(cut - shift);
        String after = "y".repeat(30_000);
        assertThat(written(before + character + after, Math.min(cut, 262_118)))
            .as("%s, %d octets before the cut of %d", character, shift, cut)
            .isEqualTo(
                before
                    + (shift == 0 ? character : "\uFFFD")
                    + joined(after, cut, octets - shift)
                    + "\nnext\n");
      }
    }
  }

  /** The rest is not cut in a character: it has none. */
  private static String joined(String after, int cut, int broken) {
    assertThat(after.length() + broken).isNotEqualTo(cut);
    return after;
  }

  @Test
  void aPieceIsWrittenBeforeTheNextIsThere() throws IOException {
    var writer = writer(true);
    String piece = "x".repeat(16_384);
    writer.write(List.of(event(TIME, piece)));
    assertThat(text()).isEqualTo("2026-01-01T00:00:01.500000000Z " + piece);

    writer.write(List.of(event(TIME, "rest")));
    assertThat(text()).isEqualTo("2026-01-01T00:00:01.500000000Z " + piece + "rest\n");

    writer.write(List.of(event(TIME, piece)));
    writer.end();
    assertThat(text()).endsWith(piece + "\n");
    int length = out.size();
    writer.end();
    assertThat(out.size()).isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4095, 4096, 16_383, 16_385, 20_000, 262_114, 262_119})
  void aLineThatNoCutExplainsIsEndedAtOnce(int length) throws IOException {
    writer(false).write(List.of(event(TIME, "x".repeat(length))));
    assertThat(text()).hasSize(length + 1).endsWith("\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {262_115, 262_116, 262_117})
  void theRemainsOfACharacterMayBeAnEventOfTheirOwn(int length) throws IOException {
    String piece = "x".repeat(length);
    writer(false)
        .write(
            List.of(event(TIME, piece), event(TIME, "\uFFFD\uFFFD\uFFFD"), event(TIME, "\uFFFDy")));
    assertThat(text()).isEqualTo(piece + "\uFFFDy\n");
  }

  @Test
  void whatIsMoreThanRemainsIsALine() throws IOException {
    String piece = "x".repeat(262_117);
    writer(false).write(List.of(event(TIME, piece), event(TIME, "\uFFFD".repeat(4))));
    assertThat(text()).isEqualTo(piece + "\n" + "\uFFFD".repeat(4) + "\n");
  }

  @Test
  void everyBatchIsFlushed() throws IOException {
    var flushes = new AtomicInteger();
    var counting =
        new OutputStream() {
          @Override
          public void write(int octet) {}

          @Override
          public void flush() {
            flushes.incrementAndGet();
          }
        };
    var writer = new LineWriter(counting, false, OptionalLong.empty());
    writer.write(List.of());
    writer.write(LINES);
    assertThat(flushes).hasValue(2);
    writer.end();
    assertThat(flushes).hasValue(3);
  }

  @Test
  void linesOfTheSameTimeOrTheSameLengthAreNotJoined() throws IOException {
    String almost = "x".repeat(16_383);
    String exact = "x".repeat(16_384);
    String large = "x".repeat(262_117);
    writer(false)
        .write(
            List.of(
                event(TIME, almost),
                event(TIME, "a"),
                event(TIME, exact),
                event(TIME.plusMillis(1), "b"),
                event(TIME, large),
                event(TIME, "c")));
    assertThat(text()).isEqualTo(almost + "\na\n" + exact + "\nb\n" + large + "\nc\n");
  }

  private String written(String line, int cut) throws IOException {
    var cloud = new FakeCloudWatch();
    cloud.pageSize = 100;
    cloud.line(TIME, line, cut);
    cloud.event(TIME.plusMillis(1), "next");
    try (var streams = new LogStreams(cloud, "group", () -> {})) {
      var window = new LogStreams.Window(java.util.Optional.empty(), java.util.Optional.empty());
      cloud.now = TIME.plusSeconds(3600 * 24 * 365);
      writer(false).write(streams.first("stream", window).orElseThrow().events());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return text();
  }

  private LineWriter writer(boolean timestamps) {
    return new LineWriter(out, timestamps, OptionalLong.empty());
  }
}
