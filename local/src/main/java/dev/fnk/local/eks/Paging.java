package dev.fnk.local.eks;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One page of a sorted list; the token is the last name of the page before, so that it outlives
 * changes of the list.
 */
record Paging(int size, String after) {
  private static final int LARGEST = 100;

  static Paging of(Map<String, List<String>> query) {
    try {
      int size = first(query, "maxResults").map(Integer::parseInt).orElse(LARGEST);
      if (size < 1 || size > LARGEST) {
        throw EksError.invalidParameter("maxResults must be between 1 and " + LARGEST + ".");
      }
      String after =
          first(query, "nextToken")
              .map(
                  token -> new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8))
              .orElse("");
      return new Paging(size, after);
    } catch (IllegalArgumentException _) {
      throw EksError.invalidParameter("maxResults or nextToken is invalid.");
    }
  }

  /** An answer with the page of names below {@code member}. */
  ObjectNode page(String member, List<String> names) {
    List<String> rest = names.stream().sorted().filter(name -> name.compareTo(after) > 0).toList();
    List<String> page = rest.subList(0, Math.min(size, rest.size()));
    ObjectNode answer = Json.object();
    ArrayNode array = answer.putArray(member);
    page.forEach(array::add);
    if (rest.size() > page.size()) {
      answer.put(
          "nextToken",
          Base64.getUrlEncoder().encodeToString(page.getLast().getBytes(StandardCharsets.UTF_8)));
    }
    return answer;
  }

  private static Optional<String> first(Map<String, List<String>> query, String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst().filter(v -> !v.isEmpty());
  }
}
