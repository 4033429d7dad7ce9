package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.config.Cidr;
import dev.fnk.cli.config.PortRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * TCP ports that addresses may open: one rule of a security group.
 *
 * @param cidr IPv4 range
 */
public record Opening(String cidr, PortRange ports) {
  private static final Comparator<PortRange> BY_PORT =
      Comparator.comparingInt(PortRange::from).thenComparingInt(PortRange::to);

  /** Each of the ports to each of the ranges. */
  public static List<Opening> of(List<Cidr> cidrs, List<PortRange> ports) {
    return cidrs.stream()
        .flatMap(cidr -> ports.stream().map(p -> new Opening(cidr.toString(), p)))
        .distinct()
        .toList();
  }

  /** {@code tcp 80, 443 to 0.0.0.0/0; tcp 22 to 192.0.2.1/32}, or {@code nothing}. */
  static String describe(Collection<Opening> openings) {
    var byRange =
        openings.stream()
            .collect(
                Collectors.groupingBy(
                    Opening::cidr,
                    TreeMap::new,
                    Collectors.mapping(Opening::ports, Collectors.toList())));
    return byRange.isEmpty()
        ? "nothing"
        : byRange.entrySet().stream()
            .map(
                e ->
                    "tcp %s to %s"
                        .formatted(
                            e.getValue().stream()
                                .sorted(BY_PORT)
                                .map(PortRange::toString)
                                .collect(Collectors.joining(", ")),
                            e.getKey()))
            .collect(Collectors.joining("; "));
  }
}
