package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventTextTest {
  private static List<String> refusals(int number, int words) {
    return IntStream.range(0, number)
        .mapToObj(
            i -> "field" + i + ": " + "no ".repeat(words) + "(instead: " + "x".repeat(20) + ")")
        .toList();
  }

  @Test
  void fewReasonsAreToldInFull() {
    assertThat(EventText.of(List.of("a: b (instead: c)", "d"))).isEqualTo("a: b (instead: c); d");
  }

  @Test
  void manyReasonsAreToldWithoutAdvice() {
    String told = EventText.of(refusals(30, 5));

    assertThat(told)
        .hasSizeLessThanOrEqualTo(1024)
        .contains("field0: no no no no no; field1: ", "field29: no no no no no")
        .doesNotContain("instead");
  }

  @Test
  void veryManyAreAllNamed() {
    List<String> reasons = refusals(60, 50);

    String told = EventText.of(reasons);

    assertThat(told).hasSizeLessThanOrEqualTo(1024);
    assertThat(reasons)
        .allSatisfy(reason -> assertThat(told).contains(reason.substring(0, reason.indexOf(':'))));
  }

  @Test
  void nothingIsLongerThanAnEventTakes() {
    assertThat(EventText.of(refusals(1000, 5))).hasSizeLessThanOrEqualTo(1024);
    assertThat(EventText.of(List.of("x".repeat(2000)))).hasSize(1024).endsWith("...");
  }

  @Test
  void noCharacterIsHalved() {
    String emoji = "\uD83D\uDE00";

    assertThat(EventText.of("x".repeat(1023) + emoji)).isEqualTo("x".repeat(1023));
    assertThat(EventText.of("x".repeat(1022) + emoji)).endsWith("x" + emoji).hasSize(1024);
    assertThat(EventText.of(List.of("x".repeat(1020) + emoji.repeat(9))))
        .isEqualTo("x".repeat(1020) + "...");
  }
}
