package dev.fnk.local.tagging;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * The filters of GetResources.
 *
 * @param tags all have to match
 * @param types types or services, any of them; empty: all
 * @param arns any of them; empty: all
 */
record ResourceFilter(List<TagFilter> tags, List<String> types, List<String> arns) {
  /**
   * @param values any of them; empty: whatever value
   */
  record TagFilter(String key, List<String> values) {
    TagFilter {
      values = List.copyOf(values);
    }

    boolean matches(TaggedResource resource) {
      String value = resource.tags().get(key);
      return value != null && (values.isEmpty() || values.contains(value));
    }
  }

  ResourceFilter {
    tags = List.copyOf(tags);
    types = List.copyOf(types);
    arns = List.copyOf(arns);
  }

  static ResourceFilter of(JsonNode input) {
    List<TagFilter> tags = new ArrayList<>();
    for (JsonNode filter : input.path("TagFilters")) {
      tags.add(new TagFilter(filter.path("Key").asString(""), strings(filter.path("Values"))));
    }
    return new ResourceFilter(
        tags, strings(input.path("ResourceTypeFilters")), strings(input.path("ResourceARNList")));
  }

  boolean matches(TaggedResource resource) {
    String type = resource.type();
    String service = type.substring(0, type.indexOf(':'));
    return (types.isEmpty() || types.contains(type) || types.contains(service))
        && (arns.isEmpty() || arns.contains(resource.arn()))
        && tags.stream().allMatch(tag -> tag.matches(resource));
  }

  private static List<String> strings(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).map(JsonNode::asString).toList();
  }
}
