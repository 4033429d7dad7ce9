package dev.fnk.local.json;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as AWS's protocols have it (AWS JSON 1.1 and rest-json): absent members are left out, times
 * are seconds since 1970.
 */
public final class Json {
  public static final String MEDIA_TYPE = "application/json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private Json() {}

  public static JsonMapper mapper() {
    return MAPPER;
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ObjectNode object(Map<String, String> texts) {
    ObjectNode object = object();
    texts.forEach(object::put);
    return object;
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

  /** Whether a member is there and not null. */
  public static boolean has(JsonNode node, String name) {
    return !node.path(name).isMissingNode() && !node.path(name).isNull();
  }

  public static Optional<String> text(JsonNode node, String name) {
    return node.path(name).stringValueOpt();
  }

  public static Optional<Boolean> flag(JsonNode node, String name) {
    return node.path(name).booleanValueOpt();
  }

  /** The elements of a list; none when there is no such member. */
  public static List<String> texts(JsonNode node, String name) {
    return node.path(name).valueStream().map(JsonNode::asString).toList();
  }

  /** The members of a map, sorted; none when there is no such member. */
  public static Map<String, String> textMap(JsonNode node, String name) {
    Map<String, String> map = new TreeMap<>();
    node.path(name)
        .propertyStream()
        .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
    return map;
  }
}
