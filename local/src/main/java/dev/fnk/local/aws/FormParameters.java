package dev.fnk.local.aws;

import dev.fnk.local.uri.QueryString;
import dev.fnk.local.uri.UriEncoding;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The parameters of a query protocol request, of its form or its query. */
public record FormParameters(Map<String, String> values) {
  public FormParameters {
    values = Map.copyOf(values);
  }

  public static FormParameters of(AwsRequest request) {
    Map<String, String> values = new LinkedHashMap<>();
    read(request.query(), values);
    if (request
        .header("content-type")
        .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
        .isPresent()) {
      read(new String(request.body(), StandardCharsets.UTF_8), values);
    }
    return new FormParameters(values);
  }

  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * As {@link #get}.
   *
   * @throws AwsError when it is missing
   */
  public String required(String name) {
    return get(name)
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "MissingParameter",
                    "The request must contain the parameter " + name + "."));
  }

  /** The operation, empty when the request names none. */
  public String action() {
    return values.getOrDefault("Action", "");
  }

  /** Values of {@code name.1}, {@code name.2} and so on, by their number. */
  public Map<Integer, String> numbered(String name) {
    Map<Integer, String> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          String tail = key.startsWith(name + ".") ? key.substring(name.length() + 1) : "";
          if (!tail.isEmpty()
              && IntStream.range(0, tail.length())
                  .allMatch(i -> Character.isDigit(tail.charAt(i)))) {
            found.put(Integer.parseInt(tail), value);
          }
        });
    return found;
  }

  private static void read(String raw, Map<String, String> into) {
    if (!UriEncoding.wellFormed(raw)) {
      throw new AwsError(400, "MalformedQueryString", "The query string contains a syntax error.");
    }
    QueryString.ofForm(raw).parameters().forEach(each -> into.put(each.name(), each.value()));
  }
}
