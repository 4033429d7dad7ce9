package dev.fnk.local.ecs.protocol;

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
public final class Json {
  private Json() {}

  public static JsonMapper mapper() {
    return JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  public static ArrayNode strings(Collection<String> texts) {
    ArrayNode array = array();
    texts.forEach(array::add);
    return array;
  }

  public static ArrayNode objects(Collection<ObjectNode> objects) {
    ArrayNode array = array();
    objects.forEach(array::add);
    return array;
  }

  /** Seconds since 1970 with milliseconds as their fraction. */
  public static BigDecimal epoch(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3);
  }

  public static void put(ObjectNode object, String name, Optional<String> text) {
    text.ifPresent(given -> object.put(name, given));
  }

  public static void putTime(ObjectNode object, String name, Optional<Instant> time) {
    time.ifPresent(given -> object.put(name, epoch(given)));
  }

  /** An element of a {@code failures} list. */
  public static ObjectNode failure(String arn, String reason) {
    return object().put("arn", arn).put("reason", reason);
  }
}
