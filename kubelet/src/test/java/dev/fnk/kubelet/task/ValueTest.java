package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueTest {
  private static final Map<String, Value> VARIABLES =
      Map.of("A", Value.shared("1"), "POD", Value.ofPod("web-1"));

  @Test
  void whatNamesThePodIsThePods() {
    assertThat(Value.expanded("$(A)$(NO)", VARIABLES)).isEqualTo(Value.shared("1$(NO)"));
    assertThat(Value.expanded("$(POD)-$(A)", VARIABLES)).isEqualTo(Value.ofPod("web-1-1"));
    assertThat(Value.expanded("$$(POD)", VARIABLES)).isEqualTo(Value.shared("$(POD)"));
  }
}
