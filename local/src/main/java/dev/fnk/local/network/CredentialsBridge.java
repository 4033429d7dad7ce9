package dev.fnk.local.network;

import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.engine.EngineNetworks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * The link-local bridge over which every task reaches 169.254.170.2, as on Fargate. It leads
 * nowhere else, and tasks cannot see each other on it.
 */
public final class CredentialsBridge {
  /** The engine's name of the network. */
  public static final String NETWORK = "fnk-credentials";

  /** Where tasks ask for credentials and metadata. */
  public static final String ADDRESS = "169.254.170.2";

  /** Port of the metadata server there. */
  public static final int PORT = 80;

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final String RANGE = "169.254.170.0/24";

  private final Engine engine;
  private boolean made;

  public CredentialsBridge(Engine engine) {
    this.engine = engine;
  }

  /**
   * Makes the bridge when it is missing.
   *
   * @throws EngineException also when another local world of this machine holds it
   */
  public synchronized void ensure() {
    if (made) {
      return;
    }
    Optional<EngineNetworks.Bridge> there = engine.networks().find(NETWORK);
    if (there.isPresent() && !there.get().world().equals(engine.world())) {
      there = takeOver(there.get());
    }
    if (there.isEmpty()) {
      engine
          .networks()
          .create(
              new EngineNetworks.BridgeSpec(
                  NETWORK, "fnkcredentials", RANGE, ADDRESS, true, false));
    }
    made = true;
  }

  /**
   * Removes the bridge of another world that has died, or keeps it for this one: an engine that has
   * miscounted its endpoints removes it only after its next start.
   *
   * @return the bridge that is still there
   */
  private Optional<EngineNetworks.Bridge> takeOver(EngineNetworks.Bridge foreign) {
    String held =
        "the range "
            + RANGE
            + " is held by the local world '"
            + foreign.world()
            + "': one machine runs tasks of one local world at a time"
            + foreign.endedBy().map(command -> "; what ends it: " + command).orElse("");
    if (answers()) {
      throw new EngineException(held);
    }
    try {
      engine.networks().remove(NETWORK);
      return Optional.empty();
    } catch (EngineException inUse) {
      if (engine.networks().isUsed(NETWORK)) {
        throw new EngineException(held, inUse);
      }
      return Optional.of(foreign);
    }
  }

  private static boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(ADDRESS, PORT), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }
}
