package dev.fnk.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
  private final EngineNetworks networks;
  private final EngineImages images;

  private Engine(DockerClient client, String world, String address) {
    this.client = client;
    this.world = world;
    this.address = address;
    this.containers = new EngineContainers(client, Map.of(WORLD_LABEL, world));
    this.networks = new EngineNetworks(client, Map.of(WORLD_LABEL, world));
    this.images = new EngineImages(client);
  }

  /**
   * Prepares the client; nothing is sent yet.
   *
   * @param world name of the local world, value of {@link #WORLD_LABEL}
   */
  public static Engine connect(String world) {
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
        DockerClientImpl.getInstance(config, http), world, config.getDockerHost().toString());
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

  public EngineNetworks networks() {
    return networks;
  }

  public EngineImages images() {
    return images;
  }

  /**
   * Removes every container, volume and network of this world, running or not.
   *
   * @throws EngineException when something could not be removed; all else was
   */
  public void clearRemains() {
    List<EngineException> failures = new ArrayList<>();
    List<String> ownLabel = List.of(WORLD_LABEL + "=" + world);
    try {
      // Sharers of a network namespace go before its holder.
      client
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(WORLD_LABEL, world))
          .exec()
          .stream()
          .sorted(Comparator.comparing(Engine::isNamespaceHolder))
          .forEach(found -> attempt(failures, () -> containers.remove(found.getId())));
      client
          .listVolumesCmd()
          .withFilter("label", ownLabel)
          .exec()
          .getVolumes()
          .forEach(found -> attempt(failures, () -> containers.removeVolume(found.getName())));
      client
          .listNetworksCmd()
          .withFilter("label", ownLabel)
          .exec()
          .forEach(found -> attempt(failures, () -> networks.remove(found.getId())));
    } catch (RuntimeException e) {
      throw EngineException.of("what is left cannot be listed", e);
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private static void attempt(List<EngineException> failures, Runnable removal) {
    try {
      removal.run();
    } catch (EngineException e) {
      failures.add(e);
    }
  }

  private static boolean isNamespaceHolder(Container container) {
    return String.valueOf(container.getImage()).startsWith(PauseImage.REPOSITORY);
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
