package dev.fnk.local.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;

/** Opens the gateway on further addresses, since containers cannot reach the host's loopback. */
public interface BridgeListeners {
  /**
   * Listens on {@code address} at the gateway's port, once.
   *
   * @return the endpoint to give to containers, such as {@code http://10.0.0.1:4599}
   */
  URI listen(InetAddress address) throws IOException;

  /** Stops listening there; nothing happens when it does not. */
  void close(InetAddress address);
}
