package dev.fnk.kubelet.stream;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Versions of Kubernetes' protocol of remote commands; a later one can do what those before can.
 */
enum Subprotocol {
  V1("channel.k8s.io"),
  V2("v2.channel.k8s.io"),
  /** A terminal may change its size. */
  V3("v3.channel.k8s.io"),
  /** How the command ended is a status in JSON. */
  V4("v4.channel.k8s.io"),
  /** By WebSocket alone: a client can say that there is no more input. */
  V5("v5.channel.k8s.io");

  private final String id;

  Subprotocol(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  boolean resizes() {
    return compareTo(V3) >= 0;
  }

  boolean tellsStatus() {
    return compareTo(V4) >= 0;
  }

  boolean closes() {
    return this == V5;
  }

  /** Those of SPDY, which closes streams by itself. */
  static List<Subprotocol> ofSpdy() {
    return List.of(V1, V2, V3, V4);
  }

  /** Those of a WebSocket by their ids; none: an early client, which speaks the first. */
  static Map<String, Subprotocol> ofWebSocket() {
    Map<String, Subprotocol> all = new LinkedHashMap<>();
    all.put("", V1);
    for (Subprotocol protocol : values()) {
      all.put(protocol.id, protocol);
    }
    all.put("base64." + V1.id, V1);
    all.put("v4.base64.channel.k8s.io", V4);
    return all;
  }

  /**
   * For SPDY: the first that the client offers and that is known.
   *
   * @param headers may bear several each, with commas; none: an early client, which speaks the
   *     first
   */
  static Optional<Subprotocol> choose(List<String> headers) {
    List<String> offered =
        headers.stream()
            .flatMap(header -> Arrays.stream(header.split(",")))
            .map(String::strip)
            .filter(id -> !id.isEmpty())
            .toList();
    return offered.isEmpty()
        ? Optional.of(V1)
        : offered.stream()
            .flatMap(id -> ofSpdy().stream().filter(known -> known.id.equals(id)))
            .findFirst();
  }
}
