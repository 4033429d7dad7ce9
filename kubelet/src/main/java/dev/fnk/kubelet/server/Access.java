package dev.fnk.kubelet.server;

/**
 * What a request needs to be allowed on resource {@code nodes}: the kubelet's own mapping (<a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/">its
 * page</a>).
 *
 * @param verb of the API: get, create, update, patch, delete
 * @param subresource proxy, stats, metrics, log
 */
record Access(String verb, String subresource) {
  static Access of(String method, String path) {
    String verb =
        switch (streaming(firstSegment(path)) ? "POST" : method) {
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> "delete";
          default -> "get";
        };
    String subresource =
        switch (firstSegment(path)) {
          case "stats" -> "stats";
          case "metrics" -> "metrics";
          case "logs" -> "log";
          default -> "proxy";
        };
    return new Access(verb, subresource);
  }

  /** What runs or reaches something is no reading, also where it begins with a GET. */
  private static boolean streaming(String segment) {
    return segment.equals("exec") || segment.equals("attach") || segment.equals("portForward");
  }

  private static String firstSegment(String path) {
    int end = path.indexOf('/', 1);
    return path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
  }
}
