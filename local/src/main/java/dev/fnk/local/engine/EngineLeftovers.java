package dev.fnk.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All that a world has in the engine, found by the world's label, and its removal. */
public final class EngineLeftovers {
  /** How long the removal goes on while nothing goes away. */
  public static final Duration PATIENCE = Duration.ofSeconds(45);

  private final DockerClient client;
  private final String world;
  private final EngineContainers containers;
  private final EngineNetworks networks;

  EngineLeftovers(
      DockerClient client, String world, EngineContainers containers, EngineNetworks networks) {
    this.client = client;
    this.world = world;
    this.containers = containers;
    this.networks = networks;
  }

  /** How many containers there are, running or not. */
  public int containerCount() {
    return listed("containers", this::containers).size();
  }

  /**
   * Removes every container, volume and network of the world, running or not.
   *
   * @param patience how long to go on while nothing goes away
   * @param progress takes a line each few seconds
   * @return what is left, each with its name and the reason; empty when nothing is
   */
  public List<String> clear(Duration patience, Consumer<String> progress) {
    Removal removal = new Removal(patience, progress);
    List<String> left = new ArrayList<>();
    left.addAll(removal.all("containers", () -> listed("containers", this::containerItems)));
    left.addAll(removal.all("volumes", () -> listed("volumes", this::volumeItems)));
    left.addAll(removal.all("networks", () -> listed("networks", this::networkItems)));
    return left;
  }

  private static <T> List<T> listed(String what, Supplier<List<T>> listing) {
    try {
      return listing.get();
    } catch (RuntimeException e) {
      throw EngineException.of(what + " cannot be listed", e);
    }
  }

  private List<Container> containers() {
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Engine.WORLD_LABEL, world))
        .exec();
  }

  /** Sharers of a network namespace go before its holder. */
  private List<Removal.Item> containerItems() {
    return containers().stream()
        .sorted(Comparator.comparing(EngineLeftovers::isNamespaceHolder))
        .map(found -> new Removal.Item("container " + name(found), () -> remove(found)))
        .toList();
  }

  private void remove(Container found) {
    if (isNamespaceHolder(found)) {
      containers.removeWithAddresses(found.getId());
    } else {
      containers.remove(found.getId());
    }
  }

  private List<Removal.Item> volumeItems() {
    return client.listVolumesCmd().withFilter("label", ownLabel()).exec().getVolumes().stream()
        .map(
            found ->
                new Removal.Item(
                    "volume " + found.getName(), () -> containers.removeVolume(found.getName())))
        .toList();
  }

  private List<Removal.Item> networkItems() {
    List<Network> found = client.listNetworksCmd().withFilter("label", ownLabel()).exec();
    return found.stream()
        .map(
            network ->
                new Removal.Item(
                    "network " + network.getName(),
                    () -> networks.removeWithEndpoints(network.getId())))
        .toList();
  }

  private List<String> ownLabel() {
    return List.of(Engine.WORLD_LABEL + "=" + world);
  }

  private static String name(Container container) {
    String[] names = container.getNames();
    return names == null || names.length == 0 ? container.getId() : names[0].substring(1);
  }

  private static boolean isNamespaceHolder(Container container) {
    return String.valueOf(container.getImage()).startsWith(PauseImage.REPOSITORY);
  }
}
