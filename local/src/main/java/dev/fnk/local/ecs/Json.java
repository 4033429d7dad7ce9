package dev.fnk.local.ecs;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answers of protocol AWS JSON 1.1. */
final class Json {
  private Json() {}

  static JsonMapper mapper() {
    return JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static ArrayNode strings(Collection<String> texts) {
    ArrayNode array = array();
    texts.forEach(array::add);
    return array;
  }

  static ArrayNode objects(Collection<ObjectNode> objects) {
    ArrayNode array = array();
    objects.forEach(array::add);
    return array;
  }

  /** Seconds since 1970 with milliseconds as their fraction. */
  static BigDecimal epoch(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }

  static void put(ObjectNode object, String name, Optional<String> text) {
    text.ifPresent(given -> object.put(name, given));
  }

  static void putTime(ObjectNode object, String name, Optional<Instant> time) {
    time.ifPresent(given -> object.put(name, epoch(given)));
  }

  /** An element of a {@code failures} list. */
  static ObjectNode failure(String arn, String reason) {
    return object().put("arn", arn).put("reason", reason);
  }
}
