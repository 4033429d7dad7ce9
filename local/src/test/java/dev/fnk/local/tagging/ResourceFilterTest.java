package dev.fnk.local.tagging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class ResourceFilterTest {
  private static final TaggedResource CLUSTER =
      new TaggedResource(
          "arn:aws:ecs:eu-west-1:123456789012:cluster/lab", Map.of("a", "1", "b", "2"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{}; true",
        "{\"TagFilters\":[{\"Key\":\"a\"}]}; true",
        "{\"TagFilters\":[{\"Key\":\"a\",\"Values\":[\"0\",\"1\"]},{\"Key\":\"b\"}]}; true",
        "{\"TagFilters\":[{\"Key\":\"a\",\"Values\":[\"0\"]}]}; false",
        "{\"TagFilters\":[{\"Key\":\"a\"},{\"Key\":\"c\"}]}; false",
        "{\"ResourceTypeFilters\":[\"ecs\"]}; true",
        "{\"ResourceTypeFilters\":[\"ecs:cluster\"]}; true",
        "{\"ResourceTypeFilters\":[\"ecs:service\",\"eks\"]}; false",
        "{\"ResourceARNList\":[\"arn:aws:ecs:eu-west-1:123456789012:cluster/lab\"]}; true",
        "{\"ResourceARNList\":[\"arn:aws:ecs:eu-west-1:123456789012:cluster/other\"]}; false"
      })
  void filters(String input, boolean matches) {
    ResourceFilter filter = ResourceFilter.of(new JsonMapper().readTree(input));
    assertThat(filter.matches(CLUSTER)).isEqualTo(matches);
  }
}
