package dev.fnk.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer: HTTP status, headers and whole body. */
public record AwsResponse(int status, Map<String, String> headers, byte[] body) {
  public AwsResponse {
    headers = Map.copyOf(headers);
  }

  /** A JSON answer of the given media type ({@code application/x-amz-json-1.1} and the like). */
  public static AwsResponse json(int status, String mediaType, String json) {
    return new AwsResponse(
        status, Map.of("Content-Type", mediaType), json.getBytes(StandardCharsets.UTF_8));
  }
}
