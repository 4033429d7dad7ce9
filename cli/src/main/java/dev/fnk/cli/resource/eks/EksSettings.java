package dev.fnk.cli.resource.eks;

import java.util.List;
import java.util.Set;

/**
 * What a cluster should be.
 *
 * @param version such as {@code 1.36}
 * @param supportType {@code STANDARD} or {@code EXTENDED}
 * @param admins ARNs of who else administers it
 * @param endpointCidrs who may reach the public endpoint
 */
public record EksSettings(
    String name,
    String version,
    String supportType,
    List<String> admins,
    List<String> endpointCidrs) {
  private static final Set<String> ANYWHERE = Set.of("0.0.0.0/0");

  public EksSettings {
    admins = List.copyOf(admins);
    endpointCidrs = List.copyOf(endpointCidrs);
  }

  /** Not open to all: then what is in the VPC comes by the private endpoint. */
  public boolean narrowed() {
    return !Set.copyOf(endpointCidrs).equals(ANYWHERE);
  }
}
