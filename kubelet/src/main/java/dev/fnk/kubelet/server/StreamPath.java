package dev.fnk.kubelet.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose streams are asked for: {@code /exec/NAMESPACE/POD/CONTAINER}, {@code attach} likewise, and
 * {@code /portForward/NAMESPACE/POD}; each with the pod's uid behind its name, or without.
 *
 * @param what is asked for: {@code exec}, {@code attach} or {@code portForward}
 * @param uid of the pod that is meant; none: whichever has the name now
 * @param container empty for {@code portForward}
 */
record StreamPath(
    String what, String namespace, String pod, Optional<String> uid, String container) {
  private static final Set<String> METHODS = Set.of("GET", "POST");

  /** Empty: it is none, or not asked for by a method that it has. */
  static Optional<StreamPath> of(String method, RequestUri uri) {
    return METHODS.contains(method) ? of(uri) : Optional.empty();
  }

  /** Whatever the method. */
  static Optional<StreamPath> of(RequestUri uri) {
    List<String> parts = uri.segments();
    String what = parts.getFirst();
    int least =
        switch (what) {
          case "exec", "attach" -> 4;
          case "portForward" -> 3;
          default -> Integer.MAX_VALUE;
        };
    boolean named = parts.size() == least + 1;
    if (parts.size() != least && !named) {
      return Optional.empty();
    }
    return Optional.of(
        new StreamPath(
            what,
            parts.get(1),
            parts.get(2),
            named ? Optional.of(parts.get(3)) : Optional.empty(),
            least == 4 ? parts.getLast() : ""));
  }
}
