package dev.fnk.local.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine says of a container.
 *
 * @param exitCode set once it has run and ended
 * @param health the probe's verdict in the engine's words; empty without a probe
 * @param addresses IPv4 addresses by network name
 */
public record ContainerState(
    String id,
    boolean running,
    Optional<Integer> exitCode,
    boolean outOfMemory,
    String error,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<String> health,
    Map<String, String> addresses) {
  public ContainerState {
    addresses = Map.copyOf(addresses);
  }
}
