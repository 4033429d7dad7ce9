package dev.fnk.kubelet.reference;

import java.util.List;

/**
 * A service that the pod's environment tells of.
 *
 * @param clusterIp an address; never {@code None}
 * @param ports in the service's order
 */
public record ServiceAddress(String name, String clusterIp, List<Port> ports) {
  public ServiceAddress {
    ports = List.copyOf(ports);
  }

  /**
   * One of its ports.
   *
   * @param name empty: none
   * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
   */
  public record Port(String name, int port, String protocol) {}
}
