package dev.fnk.kubelet.stream;

import java.util.Arrays;
import java.util.List;
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
  V4("v4.channel.k8s.io");

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
    return this == V4;
  }

  /**
   * The first that the client offers and that is known.
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
            .flatMap(id -> Arrays.stream(values()).filter(known -> known.id.equals(id)))
            .findFirst();
  }
}
