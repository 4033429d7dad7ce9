package dev.fnk.local.eks.protocol;

import dev.fnk.local.aws.Page;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which page of a list a request asks for. */
public record Paging(int size, Optional<String> token) {
  private static final int LARGEST = 100;

  public static Paging of(Map<String, List<String>> query) {
    try {
      int size = first(query, "maxResults").map(Integer::parseInt).orElse(LARGEST);
      if (size < 1 || size > LARGEST) {
        throw EksError.invalidParameter("maxResults must be between 1 and " + LARGEST + ".");
      }
      return new Paging(size, first(query, "nextToken"));
    } catch (NumberFormatException _) {
      throw invalid();
    }
  }

  /** An answer with the page of names below {@code member}. */
  public ObjectNode page(String member, List<String> names) {
    try {
      Page<String> page =
          Page.of(names.stream().sorted().toList(), Function.identity(), size, token);
      ObjectNode answer = Json.object();
      ArrayNode array = answer.putArray(member);
      page.items().forEach(array::add);
      page.nextToken().ifPresent(next -> answer.put("nextToken", next));
      return answer;
    } catch (IllegalArgumentException _) {
      throw invalid();
    }
  }

  private static EksError invalid() {
    return EksError.invalidParameter("maxResults or nextToken is invalid.");
  }

  private static Optional<String> first(Map<String, List<String>> query, String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst().filter(v -> !v.isEmpty());
  }
}
