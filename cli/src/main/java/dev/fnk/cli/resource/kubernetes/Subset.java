package dev.fnk.cli.resource.kubernetes;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares what is wanted of an object with what is there, which has defaults and status too. */
final class Subset {
  private Subset() {}

  /** Where the first difference is, as a path; empty: all that is wanted is there. */
  static Optional<String> difference(JsonNode wanted, JsonNode is) {
    return difference("", wanted, is);
  }

  private static Optional<String> difference(String path, JsonNode wanted, JsonNode is) {
    if (wanted instanceof ObjectNode fields) {
      return fields
          .propertyStream()
          .map(e -> difference(path + "." + e.getKey(), e.getValue(), is.path(e.getKey())))
          .flatMap(Optional::stream)
          .findFirst();
    }
    if (wanted instanceof ArrayNode items) {
      if (!is.isArray() || is.size() != items.size()) {
        return Optional.of(path);
      }
      for (int i = 0; i < items.size(); i++) {
        var found = difference(path + "[" + i + "]", items.get(i), is.get(i));
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
    return wanted.asString("").equals(is.asString("")) ? Optional.empty() : Optional.of(path);
  }
}
