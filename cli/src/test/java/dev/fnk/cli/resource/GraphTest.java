package dev.fnk.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GraphTest {
  private static final Map<String, List<String>> NEEDS =
      Map.of("a", List.of(), "b", List.of("a"), "c", List.of("a"), "d", List.of("b", "c"));

  private static Graph<String> graph(String... nodes) {
    return Graph.of(List.of(nodes), NEEDS::get);
  }

  @Test
  void ordersEachAfterWhatItNeeds() {
    var order = graph("d", "c", "b", "a").order();

    assertThat(order).containsExactlyInAnyOrder("a", "b", "c", "d").startsWith("a").endsWith("d");
  }

  @Test
  void leavesOutOfAccountWhatIsNotInScope() {
    assertThat(graph("d", "b").before("d")).isEqualTo(Set.of("b"));
    assertThat(graph("d", "b").before("b")).isEmpty();
  }

  @Test
  void turnsRound() {
    var reversed = graph("a", "b", "c", "d").reversed();

    assertThat(reversed.before("a")).containsExactlyInAnyOrder("b", "c");
    assertThat(reversed.before("d")).isEmpty();
    assertThat(reversed.order()).startsWith("d").endsWith("a");
  }

  @Test
  void refusesACircle() {
    var circle = Map.of("a", List.of("b"), "b", List.of("a"));

    assertThatThrownBy(() -> Graph.of(List.of("a", "b"), circle::get))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("circle");
  }
}
