package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SubsetTest {
  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  @Test
  void defaultsAndStatusAreNoDifference() {
    assertThat(
            Subset.difference(
                json("{'spec': {'replicas': 3, 'list': [{'a': 'b'}]}}"),
                json(
                    "{'spec': {'replicas': 3, 'list': [{'a': 'b', 'c': 1}], 'd': 1}, 'status': {}}")))
        .isEmpty();
  }

  @Test
  void theFirstDifferenceIsNamed() {
    assertThat(Subset.difference(json("{'spec': {'a': [1, 2]}}"), json("{'spec': {'a': [1, 3]}}")))
        .contains(".spec.a[1]");
    assertThat(Subset.difference(json("{'spec': {'a': [1]}}"), json("{'spec': {'a': [1, 3]}}")))
        .contains(".spec.a");
    assertThat(Subset.difference(json("{'spec': {'a': 'x'}}"), json("{}"))).contains(".spec.a");
  }
}
