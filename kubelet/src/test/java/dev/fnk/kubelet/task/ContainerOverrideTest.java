package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** RunTask takes 8,192 characters of overrides: never fewer are counted than its JSON has. */
class ContainerOverrideTest {
  private static int counted(Map<String, String> environment, List<String> command) {
    return new ContainerOverride(environment, command).characters("web");
  }

  private static int json(Map<String, String> environment, List<String> command) {
    var variables =
        environment.entrySet().stream()
            .map(v -> Map.of("name", v.getKey(), "value", v.getValue()))
            .toList();
    return JsonMapper.shared()
        .writeValueAsString(Map.of("name", "web", "environment", variables, "command", command))
        .length();
  }

  @Test
  void whatHasToBeEscapedCountsAsItIsSent() {
    int plain = counted(Map.of("A", "xxxx"), List.of());

    assertThat(counted(Map.of("A", "xx\"\\"), List.of())).isEqualTo(plain + 2);
    // As a control character takes six at most, and a space one.
    assertThat(counted(Map.of("A", "xxx\u0001"), List.of())).isEqualTo(plain + 5);
    assertThat(counted(Map.of("A", "xxx "), List.of())).isEqualTo(plain);
    assertThat(counted(Map.of(), List.of("a\"b"))).isEqualTo(counted(Map.of(), List.of("abcd")));
  }

  @Test
  void neverFewerAreCountedThanAreSentAndNotManyMore() {
    var environment =
        Map.of("FIRST", "value", "SECOND", "a \"quoted\" one\n", "THIRD", "back\\slash");
    var command = List.of("sh", "-c", "echo \"$FIRST\"");

    assertThat(counted(environment, command))
        .isBetween(json(environment, command), json(environment, command) + 40);
    assertThat(counted(Map.of(), List.of()))
        .isBetween(json(Map.of(), List.of()), json(Map.of(), List.of()) + 40);
  }
}
