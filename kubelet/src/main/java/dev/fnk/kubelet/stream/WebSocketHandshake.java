package dev.fnk.kubelet.stream;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a client that asks for a WebSocket is answered (RFC 6455, section 4.2). */
sealed interface WebSocketHandshake {
  /**
   * The connection is a WebSocket from now on.
   *
   * @param subprotocol empty: none was asked for
   * @param headers of the answer 101
   */
  record Accepted(String subprotocol, HttpHeaders headers) implements WebSocketHandshake {}

  /**
   * It stays HTTP.
   *
   * @param why for people
   */
  record Refused(HttpResponseStatus status, String why, HttpHeaders headers)
      implements WebSocketHandshake {}

  /** Whether a request asks for one. */
  static boolean asked(HttpRequest head) {
    HttpHeaders headers = head.headers();
    return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /**
   * The answer to a request that asks for one: the first subprotocol that the client offers and
   * that is spoken.
   *
   * @param spoken with the empty one among them, a client may offer none
   */
  static WebSocketHandshake answer(HttpRequest head, Set<String> spoken) {
    HttpHeaders asked = head.headers();
    String key = asked.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (!head.method().equals(HttpMethod.GET) || key == null) {
      return refused(HttpResponseStatus.BAD_REQUEST, "malformed request for a WebSocket");
    }
    if (!"13".equals(asked.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return new Refused(
          HttpResponseStatus.UPGRADE_REQUIRED,
          "version 13 of WebSocket is served",
          new DefaultHttpHeaders().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13"));
    }
    List<String> offered = offered(asked.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
    Optional<String> chosen =
        (offered.isEmpty() ? List.of("") : offered).stream().filter(spoken::contains).findFirst();
    return chosen
        .<WebSocketHandshake>map(protocol -> accepted(key.strip(), protocol))
        .orElseGet(
            () ->
                refused(
                    HttpResponseStatus.FORBIDDEN,
                    "no WebSocket subprotocol in common; served are: "
                        + String.join(
                            ", ", spoken.stream().filter(id -> !id.isEmpty()).sorted().toList())));
  }

  private static List<String> offered(List<String> headers) {
    return headers.stream()
        .flatMap(header -> Arrays.stream(header.split(",")))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .toList();
  }

  private static WebSocketHandshake accepted(String key, String protocol) {
    HttpHeaders headers =
        new DefaultHttpHeaders()
            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
            .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
            .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, proof(key));
    if (!protocol.isEmpty()) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    return new Accepted(protocol, headers);
  }

  private static WebSocketHandshake refused(HttpResponseStatus status, String why) {
    return new Refused(status, why, new DefaultHttpHeaders());
  }

  /** Shows that the request was understood as one for a WebSocket; no secret, no security. */
  private static String proof(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
