package dev.fnk.kubelet.server;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;

/**
 * What a request needs to be allowed on resource {@code nodes}: the kubelet's own mapping (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/">its page</a>;
 * GetRequestAttributes of pkg/kubelet/server/auth.go), with one exception: what runs or reaches
 * something is a {@code create} also where it begins with a GET, as a WebSocket does.
 *
 * @param verb of the API: get, create, update, patch, delete; empty: it has none
 * @param subresources any of them suffices; the finest first
 */
record Access(String verb, List<String> subresources) {
  static Access of(String method, String path) {
    String first = firstSegment(path);
    String verb =
        switch (streaming(first) ? "POST" : method) {
          case "POST" -> "create";
          case "GET" -> "get";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> "delete";
          default -> "";
        };
    return new Access(
        verb,
        switch (first) {
          case "pods", "runningpods" -> List.of("pods", "proxy");
          case "healthz" -> List.of("healthz", "proxy");
          case "configz" -> List.of("configz", "proxy");
          case "stats" -> List.of("stats");
          case "metrics" -> List.of("metrics");
          case "logs" -> List.of("log");
          case "checkpoint" -> List.of("checkpoint");
          case "statusz" -> List.of("statusz");
          case "flagz" -> List.of("configz");
          default -> List.of("proxy");
        });
  }

  /** Whether it asks for no more than whether the node lives. */
  static boolean health(String method, String path) {
    return method.equals("GET") && firstSegment(path).equals("healthz");
  }

  private static boolean streaming(String segment) {
    return switch (segment) {
      case "exec", "attach", "portForward", "run" -> true;
      default -> false;
    };
  }

  /** As a route reads it; what cannot be decoded is nothing in particular. */
  static String firstSegment(String path) {
    String decoded;
    try {
      decoded = new QueryStringDecoder(path).path();
    } catch (IllegalArgumentException e) {
      return "";
    }
    int end = decoded.indexOf('/', 1);
    return decoded.substring(Math.min(1, decoded.length()), end < 0 ? decoded.length() : end);
  }
}
