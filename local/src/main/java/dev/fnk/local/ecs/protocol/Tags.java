package dev.fnk.local.ecs.protocol;

import dev.fnk.local.json.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;

/** Tags of a resource by key, in the order they were given. At most 50, as ECS takes. */
public record Tags(Map<String, String> byKey) {
  private static final int MAX_TAGS = 50;
  private static final int MAX_KEY = 128;
  private static final int MAX_VALUE = 256;

  public Tags {
    byKey = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
  }

  public static Tags none() {
    return new Tags(Map.of());
  }

  /** Reads the member {@code tags}. */
  public static Tags of(Fields request) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (Fields tag : request.objects("tags")) {
      String key = tag.text("key").orElse("");
      String value = tag.text("value").orElse("");
      if (key.isEmpty() || key.length() > MAX_KEY) {
        throw EcsError.invalidParameter("Tag keys have 1 to 128 characters: '" + key + "'");
      }
      if (value.length() > MAX_VALUE) {
        throw EcsError.invalidParameter("Tag values have at most 256 characters: " + key);
      }
      if (key.startsWith("aws:")) {
        throw EcsError.invalidParameter("Tag keys cannot start with aws: " + key);
      }
      if (tags.put(key, value) != null) {
        throw EcsError.invalidParameter("Duplicate tag keys found: " + key);
      }
    }
    return new Tags(tags).checked();
  }

  private Tags checked() {
    if (byKey.size() > MAX_TAGS) {
      throw EcsError.invalidParameter("A resource has at most 50 tags");
    }
    return this;
  }

  public Tags plus(Tags others) {
    Map<String, String> all = new LinkedHashMap<>(byKey);
    all.putAll(others.byKey);
    return new Tags(all).checked();
  }

  public Tags minus(Collection<String> keys) {
    Map<String, String> rest = new LinkedHashMap<>(byKey);
    List.copyOf(keys).forEach(rest::remove);
    return new Tags(rest);
  }

  public ArrayNode json() {
    ArrayNode array = Json.array();
    byKey.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
    return array;
  }
}
