package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineExceptionTest {
  @Test
  void theEnginesSentenceIsReadOutOfItsAnswer() {
    assertThat(
            message("Status 404: {\"message\":\"No such image: \\\"a\\\" \\u003cnone\\u003e\"}\n"))
        .isEqualTo("pulling: No such image: \"a\" <none>");
  }

  @Test
  void anotherAnswerIsKeptWhole() {
    assertThat(message("connection refused")).isEqualTo("pulling: connection refused");
    assertThat(message("Status 500: {broken")).isEqualTo("pulling: Status 500: {broken");
    assertThat(message("Status 500: {\"error\":1}"))
        .isEqualTo("pulling: Status 500: {\"error\":1}");
  }

  private static String message(String answer) {
    return EngineException.of("pulling", new IllegalStateException(answer)).message();
  }
}
