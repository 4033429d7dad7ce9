package dev.fnk.local.eks.protocol;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the rest-json protocol writes it: absent members are left out, times are seconds. */
public final class Json {
  public static final String MEDIA_TYPE = "application/json";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final double MILLIS = 1000.0;

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /** A request body; an empty one is an empty object. */
  public static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return object();
    }
    try {
      JsonNode node = MAPPER.readTree(body);
      if (!node.isObject()) {
        throw EksError.invalidParameter("The request body is not a JSON object.");
      }
      return node;
    } catch (JacksonException e) {
      throw EksError.invalidParameter("The request body is not valid JSON: " + e.getMessage());
    }
  }

  public static Optional<String> text(JsonNode node, String field) {
    return node.path(field).stringValueOpt();
  }

  public static Optional<Boolean> flag(JsonNode node, String field) {
    return node.path(field).booleanValueOpt();
  }

  public static boolean has(JsonNode node, String field) {
    return !node.path(field).isMissingNode() && !node.path(field).isNull();
  }

  public static List<String> texts(JsonNode node, String field) {
    return node.path(field).valueStream().map(JsonNode::asString).toList();
  }

  public static Map<String, String> textMap(JsonNode node, String field) {
    Map<String, String> map = new TreeMap<>();
    node.path(field)
        .propertyStream()
        .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
    return map;
  }

  public static ArrayNode array(Collection<String> values) {
    ArrayNode array = MAPPER.createArrayNode();
    values.forEach(array::add);
    return array;
  }

  public static ObjectNode map(Map<String, String> values) {
    ObjectNode object = object();
    values.forEach(object::put);
    return object;
  }

  public static double time(Instant instant) {
    return instant.toEpochMilli() / MILLIS;
  }
}
