package dev.fnk.cli.kubeconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of a kubeconfig's lists of names and what they stand for, such as {@code contexts}.
 *
 * @param list the list's key
 * @param item the key of what a name stands for, such as {@code context}
 */
record NamedList(ObjectNode root, String list, String item) {
  /** What a name stands for; kubectl takes the first of two alike. */
  Optional<ObjectNode> find(String name) {
    return nodes().stream()
        .filter(n -> name.equals(name(n)))
        .findFirst()
        .map(n -> n.get(item) instanceof ObjectNode o ? o : n.putObject(item));
  }

  /** Names of those that stand for something. */
  List<String> names(Predicate<JsonNode> wanted) {
    return nodes().stream().filter(n -> wanted.test(n.path(item))).map(NamedList::name).toList();
  }

  /** What a name stands for, made if it is not there. */
  ObjectNode get(String name) {
    return find(name).orElseGet(() -> array().addObject().put("name", name).putObject(item));
  }

  /** Whether any was there. */
  boolean remove(Predicate<String> wanted) {
    if (!(root.get(list) instanceof ArrayNode array)) {
      return false;
    }
    var before = array.size();
    array.removeIf(n -> n instanceof ObjectNode o && wanted.test(name(o)));
    return array.size() < before;
  }

  private ArrayNode array() {
    return root.get(list) instanceof ArrayNode array
        ? array
        : root.putArray(list); // absent, or null as kubectl writes an empty list
  }

  private List<ObjectNode> nodes() {
    var nodes = new ArrayList<ObjectNode>();
    if (root.get(list) instanceof ArrayNode array) {
      for (@Nullable JsonNode node : array) {
        if (node instanceof ObjectNode object) {
          nodes.add(object);
        }
      }
    }
    return nodes;
  }

  private static String name(ObjectNode node) {
    return node.path("name").asString("");
  }
}
