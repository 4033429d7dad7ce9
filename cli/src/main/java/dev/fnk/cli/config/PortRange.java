package dev.fnk.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * TCP ports, one or a row of them.
 *
 * @param from first port, 0 to 65535
 * @param to last port, not below the first
 */
public record PortRange(int from, int to) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
  private static final int LAST = 65535;

  /** The ports that {@code 8080} or {@code 8000-8100} stands for; empty when it stands for none. */
  public static Optional<PortRange> parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
    return from <= to && to <= LAST ? Optional.of(new PortRange(from, to)) : Optional.empty();
  }

  /** What is left of them without one port. */
  public List<PortRange> without(int port) {
    if (port < from || port > to) {
      return List.of(this);
    }
    var below = port == from ? Stream.<PortRange>of() : Stream.of(new PortRange(from, port - 1));
    var above = port == to ? Stream.<PortRange>of() : Stream.of(new PortRange(port + 1, to));
    return Stream.concat(below, above).toList();
  }

  @Override
  public String toString() {
    return from == to ? Integer.toString(from) : from + "-" + to;
  }
}
