package dev.fnk.local.eks.protocol;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.uri.QueryString;
import dev.fnk.local.uri.UriEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A request to the EKS API, taken apart.
 *
 * @param path decoded segments; the ARN of a tag call is one of them
 * @param query decoded values by name
 */
public record EksCall(
    String method,
    List<String> path,
    Map<String, List<String>> query,
    JsonNode body,
    String region,
    Caller caller) {
  public static EksCall of(AwsRequest request) {
    return new EksCall(
        request.method(),
        segments(request.path()),
        query(request.query()),
        RequestBody.parse(request.body()),
        request.region(),
        request.caller());
  }

  public String segment(int index) {
    return path.get(index);
  }

  /** Method and path with a * for every name in it, such as {@code GET /clusters/*}. */
  public String shape() {
    StringBuilder shape = new StringBuilder(method).append(' ');
    for (int i = 0; i < path.size(); i++) {
      shape.append('/').append(i % 2 == 0 ? path.get(i) : "*");
    }
    return shape.toString();
  }

  public Optional<String> parameter(String name) {
    return query.getOrDefault(name, List.of()).stream().findFirst();
  }

  private static List<String> segments(String rawPath) {
    List<String> raw = Arrays.asList(rawPath.substring(1).split("/", -1));
    if (raw.getFirst().equals("tags") && raw.size() > 1) {
      // Some clients leave the slashes of the ARN as they are.
      return List.of("tags", decode(String.join("/", raw.subList(1, raw.size()))));
    }
    return raw.stream().map(EksCall::decode).toList();
  }

  private static Map<String, List<String>> query(String rawQuery) {
    Map<String, List<String>> values = new TreeMap<>();
    for (QueryString.Parameter parameter : QueryString.parse(wellFormed(rawQuery)).parameters()) {
      values.computeIfAbsent(parameter.name(), _ -> new ArrayList<>()).add(parameter.value());
    }
    return values;
  }

  private static String decode(String text) {
    return UriEncoding.decode(wellFormed(text));
  }

  private static String wellFormed(String text) {
    if (!UriEncoding.wellFormed(text)) {
      throw EksError.invalidParameter("The request's path or query is malformed.");
    }
    return text;
  }
}
