package dev.fnk.kubelet.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ports that a request for a WebSocket names in its query, as the kubelet reads them. */
final class ForwardPorts {
  private static final String NAME = "port";

  private ForwardPorts() {}

  /**
   * In their order; several may stand together, with commas.
   *
   * @param most as many as there may be
   * @throws IllegalArgumentException with words for the client
   */
  static List<Integer> parse(Map<String, List<String>> query, int most) {
    List<String> values = query.getOrDefault(NAME, List.of());
    if (values.isEmpty()) {
      throw new IllegalArgumentException("query parameter \"port\" is required");
    }
    var ports = new ArrayList<Integer>();
    for (String value : values) {
      for (String text : value.split(",", -1)) {
        ports.add(port(text));
      }
    }
    if (ports.size() > most) {
      throw new IllegalArgumentException("more than %d ports".formatted(most));
    }
    return ports;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 1 << 16) {
        return port;
      }
    } catch (NumberFormatException _) {
      // said below, as for a number out of range
    }
    throw new IllegalArgumentException("unable to parse \"%s\" as a port".formatted(text));
  }
}
