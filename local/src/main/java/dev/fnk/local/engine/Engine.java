package dev.fnk.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Docker-compatible engine, found by {@code DOCKER_HOST} or at {@code
 * unix:///var/run/docker.sock}. All it makes carries the label {@value #WORLD_LABEL} with the
 * world's name.
 */
public final class Engine implements AutoCloseable {
  /** Its value names the local world that a container, network or volume belongs to. */
  public static final String WORLD_LABEL = "fnk.dev/local";

  // Every followed log and awaited exit holds a connection for as long as it lasts.
  private static final int MAX_CONNECTIONS = 4096;

  private final DockerClient client;
  private final String world;
  private final String address;
  private final EngineContainers containers;
  private final EngineStatistics statistics;
  private final EngineNetworks networks;
  private final EngineImages images;
  private final EngineLeftovers leftovers;

  private Engine(DockerClient client, String world, String address, Optional<PulledImages> pulled) {
    this.client = client;
    this.world = world;
    this.address = address;
    this.containers = new EngineContainers(client, Map.of(WORLD_LABEL, world));
    this.statistics = new EngineStatistics(client);
    this.networks = new EngineNetworks(client, Map.of(WORLD_LABEL, world));
    this.images = new EngineImages(client, pulled);
    this.leftovers = new EngineLeftovers(client, world, containers, networks);
  }

  /**
   * Prepares the client; nothing is sent yet.
   *
   * @param world name of the local world, value of {@link #WORLD_LABEL}
   */
  public static Engine connect(String world) {
    return connect(world, Optional.empty());
  }

  /**
   * The same, with a record of the images that the engine gets.
   *
   * @param record a file; made when it is missing
   */
  public static Engine connect(String world, Path record) {
    return connect(world, Optional.of(new PulledImages(record)));
  }

  private static Engine connect(String world, Optional<PulledImages> pulled) {
    DefaultDockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder().build();
    ZerodepDockerHttpClient http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .maxConnections(MAX_CONNECTIONS)
            .connectionTimeout(Duration.ofSeconds(10))
            .build();
    return new Engine(
        DockerClientImpl.getInstance(config, http),
        world,
        config.getDockerHost().toString(),
        pulled);
  }

  /** The local world's name. */
  public String world() {
    return world;
  }

  /**
   * Asks the engine for a sign of life.
   *
   * @throws EngineException when there is none; the message names address and reason
   */
  public void requireReachable() {
    try {
      client.pingCmd().exec();
    } catch (RuntimeException e) {
      throw EngineException.of("no container engine answers at " + address, e);
    }
  }

  /** The engine's architecture, such as {@code x86_64}. */
  public String architecture() {
    try {
      return String.valueOf(client.infoCmd().exec().getArchitecture());
    } catch (RuntimeException e) {
      throw EngineException.of("the container engine's description cannot be read", e);
    }
  }

  public EngineContainers containers() {
    return containers;
  }

  public EngineStatistics statistics() {
    return statistics;
  }

  public EngineNetworks networks() {
    return networks;
  }

  public EngineImages images() {
    return images;
  }

  /** All that this world has in the engine. */
  public EngineLeftovers leftovers() {
    return leftovers;
  }

  /**
   * Removes every container, volume and network of this world, running or not.
   *
   * @throws EngineException names what could not be removed; all else was
   */
  public void clearLeftovers() {
    List<String> left = leftovers.clear(EngineLeftovers.PATIENCE, line -> {});
    if (!left.isEmpty()) {
      throw new EngineException("not removed: " + String.join("; ", left));
    }
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new EngineException("the container engine's client does not close", e);
    }
  }
}
