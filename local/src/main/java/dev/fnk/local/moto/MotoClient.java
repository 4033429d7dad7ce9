package dev.fnk.local.moto;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.uri.UriEncoding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Passes requests to moto. */
public final class MotoClient {
  /** Headers that the HTTP client sets itself, or that belong to one connection. */
  private static final Set<String> OWN =
      Set.of(
          "host",
          "content-length",
          "connection",
          "expect",
          "upgrade",
          "transfer-encoding",
          "keep-alive",
          "te",
          "http2-settings");

  private static final Set<String> NOT_RETURNED =
      Set.of("connection", "content-length", "transfer-encoding", "date", "server", ":status");

  private final URI endpoint;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public MotoClient(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Passes a request on, as it is.
   *
   * @throws AwsError moto cannot be reached
   */
  public AwsResponse forward(AwsRequest request) {
    String path = request.path().isEmpty() ? "/" : request.path();
    if (path.startsWith("/moto-api") || path.startsWith("/latest/")) {
      throw new AwsError(404, "UnknownOperationException", "no AWS service answers " + path);
    }
    String target = endpoint + path + (request.query().isEmpty() ? "" : "?" + request.query());
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(target))
            .timeout(Duration.ofMinutes(2))
            .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!OWN.contains(name)) {
                builder.header(name, value);
              }
            });
    HttpResponse<byte[]> response = send(builder.build());
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              boolean length = lower.equals("content-length") && request.method().equals("HEAD");
              if (length || !NOT_RETURNED.contains(lower)) {
                headers.put(name, String.join(",", values));
              }
            });
    if (request.headers().containsKey("x-amz-target")) {
      // moto calls some of its JSON text/html.
      headers.keySet().removeIf("content-type"::equalsIgnoreCase);
      request.header("content-type").ifPresent(type -> headers.put("Content-Type", type));
    }
    return new AwsResponse(response.statusCode(), headers, response.body());
  }

  /**
   * Calls a query protocol operation without a signature: moto takes the caller's word.
   *
   * @param accessKeyId key that moto takes for the caller's
   * @param parameters Action, Version and the rest
   */
  public AwsResponse query(
      String service, String region, String accessKeyId, Map<String, String> parameters) {
    String body =
        new TreeMap<>(parameters)
            .entrySet().stream()
                .map(e -> UriEncoding.encode(e.getKey()) + "=" + UriEncoding.encode(e.getValue()))
                .collect(Collectors.joining("&"));
    return call(
        service,
        region,
        accessKeyId,
        Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        body);
  }

  /**
   * Calls a JSON protocol operation without a signature.
   *
   * @param target {@code X-Amz-Target}
   */
  public AwsResponse json(
      String service, String region, String accessKeyId, String target, String body) {
    return call(
        service,
        region,
        accessKeyId,
        Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", target),
        body);
  }

  private AwsResponse call(
      String service, String region, String accessKeyId, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve("/"))
            .timeout(Duration.ofMinutes(2))
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=none"
                    .formatted(accessKeyId, region, service))
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    headers.forEach(request::header);
    HttpResponse<byte[]> response = send(request.build());
    return new AwsResponse(response.statusCode(), Map.of(), response.body());
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AwsError(
          503, "ServiceUnavailable", "the local account's moto does not answer: " + e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new AwsError(503, "ServiceUnavailable", "the local account is shutting down");
    }
  }
}
