package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LineWriterTest {
  private static final List<LogStreams.Line> LINES =
      List.of(
          new LogStreams.Line(Instant.parse("2026-01-01T00:00:01.5Z"), "one"),
          new LogStreams.Line(Instant.parse("2026-01-01T00:00:02Z"), "zwölf"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void lines() throws IOException {
    assertThat(new LineWriter(out, false, OptionalLong.empty()).write(LINES)).isTrue();
    assertThat(text()).isEqualTo("one\nzwölf\n");
  }

  @Test
  void timestampsAreOfFixedWidth() throws IOException {
    new LineWriter(out, true, OptionalLong.empty()).write(LINES);
    assertThat(text())
        .isEqualTo("2026-01-01T00:00:01.500000000Z one\n2026-01-01T00:00:02.000000000Z zwölf\n");
  }

  @Test
  void stopsAtTheLimit() throws IOException {
    assertThat(new LineWriter(out, false, OptionalLong.of(6)).write(LINES)).isFalse();
    assertThat(text()).isEqualTo("one\nzw");
  }
}
