package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By Go's strconv.Quote. */
class GoQuotingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain text|\"plain text\"",
        "a\"b|\"a\\\"b\"",
        "a\\b|\"a\\\\b\"",
        "☺|\"☺\"",
        "häß|\"häß\"",
        "😀|\"😀\"",
        "e\u0301|\"e\u0301\"",
        "\u00a0|\"\\u00a0\"",
        "\u00ad|\"\\u00ad\"",
        "\u0085x|\"\\u0085x\"",
        "\u200b|\"\\u200b\"",
        "\u2028|\"\\u2028\"",
        "\u2029|\"\\u2029\"",
        "\ue000|\"\\ue000\"",
        "\udbff\udfff|\"\\U0010ffff\"",
      })
  void quotes(String text, String quoted) {
    assertThat(GoQuoting.quoted(text)).isEqualTo(quoted);
  }

  @Test
  void controlsByTheirNames() {
    assertThat(GoQuoting.quoted("\u0007\b\f\n\r\t\u000b")).isEqualTo("\"\\a\\b\\f\\n\\r\\t\\v\"");
    assertThat(GoQuoting.quoted("\u0001\u001f\u007f")).isEqualTo("\"\\x01\\x1f\\x7f\"");
    assertThat(GoQuoting.quoted("")).isEqualTo("\"\"");
  }
}
