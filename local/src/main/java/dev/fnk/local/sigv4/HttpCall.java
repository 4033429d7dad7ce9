package dev.fnk.local.sigv4;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a signature covers, but for the payload.
 *
 * @param method HTTP method
 * @param path raw (still encoded) path
 * @param query raw query, empty when there is none
 * @param headers values by lower-case name, in the order of the message
 */
public record HttpCall(
    String method, String path, String query, Map<String, List<String>> headers) {
  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /** The first value of a header. */
  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName)).map(List::getFirst);
  }
}
