package dev.fnk.local.ecs.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of a request, read by type: a member of another type is a SerializationException.
 */
public record Fields(ObjectNode object) {
  private Optional<JsonNode> member(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  public boolean has(String name) {
    return member(name).isPresent();
  }

  public Optional<String> text(String name) {
    return member(name).map(node -> string(name, node));
  }

  /** A string that is there and not empty. */
  public String required(String name) {
    return text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> EcsError.invalidParameter(name + " can not be blank."));
  }

  public List<String> texts(String name) {
    return elements(name).stream().map(node -> string(name, node)).toList();
  }

  public Optional<Integer> integer(String name) {
    return member(name)
        .map(
            node -> {
              if (!node.canConvertToInt() || !node.isNumber()) {
                throw wrongType(name, "an integer");
              }
              return node.intValue();
            });
  }

  public Optional<Boolean> flag(String name) {
    return member(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw wrongType(name, "a boolean");
              }
              return node.booleanValue();
            });
  }

  public Optional<Fields> object(String name) {
    return member(name).map(node -> fields(name, node));
  }

  public List<Fields> objects(String name) {
    return elements(name).stream().map(node -> fields(name, node)).toList();
  }

  /** Name and value pairs of an object of strings. */
  public Map<String, String> map(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    object(name)
        .ifPresent(
            fields ->
                fields.object().forEachEntry((key, value) -> map.put(key, string(name, value))));
    return map;
  }

  private List<JsonNode> elements(String name) {
    List<JsonNode> elements = new ArrayList<>();
    member(name)
        .ifPresent(
            node -> {
              if (!node.isArray()) {
                throw wrongType(name, "a list");
              }
              node.forEach(elements::add);
            });
    return elements;
  }

  private static Fields fields(String name, JsonNode node) {
    if (node instanceof ObjectNode object) {
      return new Fields(object);
    }
    throw wrongType(name, "a structure");
  }

  private static String string(String name, JsonNode node) {
    if (!node.isString()) {
      throw wrongType(name, "a string");
    }
    return node.stringValue();
  }

  private static RuntimeException wrongType(String name, String expected) {
    return EcsError.serialization(name + " is not " + expected);
  }
}
