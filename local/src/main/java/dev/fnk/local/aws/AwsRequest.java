package dev.fnk.local.aws;

import java.util.Map;
import java.util.Optional;

/**
 * A request whose signature has been verified.
 *
 * @param service signing name from the credential scope, such as {@code ecs}
 * @param region region from the credential scope, such as {@code eu-west-1}
 * @param caller who signed it
 * @param method HTTP method
 * @param path raw (still encoded) path
 * @param query raw query, empty when there is none
 * @param headers headers by lower-case name; repeated ones joined by a comma
 * @param body whole body
 */
public record AwsRequest(
    String service,
    String region,
    Caller caller,
    String method,
    String path,
    String query,
    Map<String, String> headers,
    byte[] body) {
  public AwsRequest {
    headers = Map.copyOf(headers);
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }

  /** The operation of a JSON protocol request: the part of {@code X-Amz-Target} after the dot. */
  public Optional<String> targetOperation() {
    return header("x-amz-target").map(target -> target.substring(target.lastIndexOf('.') + 1));
  }
}
