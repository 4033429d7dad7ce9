package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  private final Expansion expansion =
      new Expansion(Map.of("A", Value.shared("1"), "POD", Value.ofPod("web-1")));

  @ParameterizedTest
  @CsvSource({
    "$(A), 1",
    "x$(A)y$(A), x1y1",
    "$(NO), $(NO)",
    "$$(A), $(A)",
    "$$$(A), $1",
    "$A, $A",
    "$(A, $(A",
    "$, $",
    "a$$b, a$b",
    "$(i=$((i+1)), $(i=$((i+1))",
    "$(), $()",
  })
  void expandsAsKubernetesDoes(String text, String expected) {
    assertThat(expansion.expand(text)).isEqualTo(Value.shared(expected));
  }

  @Test
  void whatNamesThePodIsThePods() {
    assertThat(expansion.expand("$(POD)-$(A)")).isEqualTo(Value.ofPod("web-1-1"));
    assertThat(expansion.expand("$$(POD)")).isEqualTo(Value.shared("$(POD)"));
  }
}
