package dev.fnk.local.daemon;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the local lab runs.
 *
 * @param port port of the gateway
 * @param k8sBin directory of control-plane binaries
 * @param quotas whether the local ECS enforces AWS's published quotas
 * @param record whether each request and answer is written to the state directory
 */
public record LocalOptions(int port, Optional<Path> k8sBin, boolean quotas, boolean record) {
  /** The gateway's port unless a setting says otherwise. */
  public static final int DEFAULT_PORT = 4599;

  public static LocalOptions defaults() {
    return new LocalOptions(DEFAULT_PORT, Optional.empty(), false, false);
  }
}
