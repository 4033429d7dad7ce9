package dev.fnk.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bridges of the engine. Every failure is an {@link EngineException}. */
public final class EngineNetworks {
  private final DockerClient client;
  private final Map<String, String> worldLabel;

  EngineNetworks(DockerClient client, Map<String, String> worldLabel) {
    this.client = client;
    this.worldLabel = worldLabel;
  }

  /**
   * A bridge to make.
   *
   * @param bridge name of its Linux interface, at most 15 characters
   * @param internal whether it leads nowhere but to this machine
   * @param crossTalk whether its containers can reach each other
   */
  public record BridgeSpec(
      String name,
      String bridge,
      String subnet,
      String gateway,
      boolean internal,
      boolean crossTalk) {}

  /**
   * A bridge that is there.
   *
   * @param world value of the world's label, empty when it carries none
   */
  public record Bridge(String name, String subnet, String gateway, String world) {
    /** What ends the local world that made it, running or killed, and removes it. */
    public Optional<String> endedBy() {
      return world.isEmpty()
          ? Optional.empty()
          : Optional.of("FNK_STATE_DIR='" + world + "' fnk local stop");
    }
  }

  public void create(BridgeSpec spec) {
    try {
      client
          .createNetworkCmd()
          .withName(spec.name())
          .withCheckDuplicate(true)
          .withDriver("bridge")
          .withInternal(spec.internal())
          .withIpam(
              new Network.Ipam()
                  .withConfig(
                      List.of(
                          new Network.Ipam.Config()
                              .withSubnet(spec.subnet())
                              .withGateway(spec.gateway()))))
          .withOptions(
              Map.of(
                  "com.docker.network.bridge.name",
                  spec.bridge(),
                  "com.docker.network.bridge.enable_icc",
                  Boolean.toString(spec.crossTalk())))
          .withLabels(new HashMap<>(worldLabel))
          .exec();
    } catch (RuntimeException e) {
      throw EngineException.of("network " + spec.name() + " cannot be made", e);
    }
  }

  public Optional<Bridge> find(String name) {
    return list().stream().filter(bridge -> bridge.name().equals(name)).findFirst();
  }

  /** All networks of the engine that have an IPv4 range, whoever made them. */
  public List<Bridge> list() {
    try {
      return client.listNetworksCmd().exec().stream()
          .flatMap(network -> bridge(network).stream())
          .toList();
    } catch (RuntimeException e) {
      throw EngineException.of("networks cannot be listed", e);
    }
  }

  private static Optional<Bridge> bridge(Network network) {
    List<Network.Ipam.Config> ranges =
        Optional.ofNullable(network.getIpam()).map(Network.Ipam::getConfig).orElse(List.of());
    Map<String, String> labels = Optional.ofNullable(network.getLabels()).orElse(Map.of());
    return ranges.stream()
        .filter(range -> range.getSubnet() != null && range.getSubnet().indexOf(':') < 0)
        .findFirst()
        .map(
            range ->
                new Bridge(
                    network.getName(),
                    range.getSubnet(),
                    Optional.ofNullable(range.getGateway()).orElse(""),
                    labels.getOrDefault(Engine.WORLD_LABEL, "")));
  }

  /** Whether a container is connected to a network. */
  public boolean isUsed(String network) {
    try {
      return !client.inspectNetworkCmd().withNetworkId(network).exec().getContainers().isEmpty();
    } catch (NotFoundException gone) {
      return false;
    } catch (RuntimeException e) {
      throw EngineException.of("network " + network + " cannot be read", e);
    }
  }

  /** Removes a network by name or id; nothing happens when there is none. */
  public void remove(String network) {
    try {
      client.removeNetworkCmd(network).exec();
    } catch (NotFoundException gone) {
      return;
    } catch (RuntimeException e) {
      throw EngineException.of("network " + network + " cannot be removed", e);
    }
  }

  /**
   * Removes a network and, before it, what the engine still holds to be connected to it: a
   * container that was removed while it started can leave such an endpoint behind.
   */
  void removeWithEndpoints(String id) {
    try {
      remove(id);
    } catch (EngineException inUse) {
      if (!disconnectAll(id)) {
        throw inUse;
      }
      remove(id);
    }
  }

  private boolean disconnectAll(String id) {
    try {
      Map<String, Network.ContainerNetworkConfig> connected =
          client.inspectNetworkCmd().withNetworkId(id).exec().getContainers();
      connected.forEach(
          (container, endpoint) ->
              client
                  .disconnectFromNetworkCmd()
                  .withNetworkId(id)
                  // One whose container is gone has no container's id, but still its name.
                  .withContainerId(container.startsWith("ep-") ? endpoint.getName() : container)
                  .withForce(true)
                  .exec());
      return !connected.isEmpty();
    } catch (NotFoundException gone) {
      return true;
    } catch (RuntimeException e) {
      throw EngineException.of("network " + id + " cannot be freed", e);
    }
  }
}
