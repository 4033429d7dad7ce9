package dev.fnk.cli.resource.ecs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ecs.model.Tag;

/** Tags as ECS takes them. */
final class EcsTags {
  private EcsTags() {}

  static List<Tag> list(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
        .toList();
  }

  static Map<String, String> map(List<Tag> tags) {
    var map = new HashMap<String, String>();
    tags.forEach(t -> map.put(t.key(), t.value()));
    return map;
  }
}
