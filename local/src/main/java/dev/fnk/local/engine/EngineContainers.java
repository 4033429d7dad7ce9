package dev.fnk.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Containers and their volumes. Every failure is an {@link EngineException}. */
public final class EngineContainers {
  private final DockerClient client;
  private final Map<String, String> worldLabel;

  /** Some, so that an engine asked for hundreds still answers those who wait for other things. */
  private final WholeCalls calls = new WholeCalls(16);

  /**
   * One at a time: the engine's count of the endpoints of a network is not safe under parallel
   * changes, and one that stays too high keeps the network until the engine is started again.
   */
  private final WholeCalls endpoints = new WholeCalls(1);

  EngineContainers(DockerClient client, Map<String, String> worldLabel) {
    this.client = client;
    this.worldLabel = worldLabel;
  }

  /** Makes a container that does not run yet; gives its id. */
  public String create(ContainerSpec spec) {
    try {
      CreateContainerCmd create =
          client
              .createContainerCmd(spec.image())
              .withName(spec.name())
              .withLabels(labels(spec.labels()))
              .withEnv(
                  spec.environment().entrySet().stream()
                      .map(entry -> entry.getKey() + "=" + entry.getValue())
                      .toList())
              .withHostConfig(ContainerSettings.host(spec));
      if (!spec.entryPoint().isEmpty()) {
        create.withEntrypoint(spec.entryPoint());
      }
      if (!spec.command().isEmpty()) {
        create.withCmd(spec.command());
      }
      spec.workingDirectory().ifPresent(create::withWorkingDir);
      spec.user().ifPresent(create::withUser);
      spec.health()
          .ifPresent(probe -> create.withHealthcheck(ContainerSettings.healthCheck(probe)));
      if (spec.placement() instanceof ContainerSpec.Placement.Address address) {
        create.withIpv4Address(address.ipv4()).withHostName(address.hostname());
      }
      return create.exec().getId();
    } catch (RuntimeException e) {
      throw EngineException.of("container " + spec.name() + " cannot be made", e);
    }
  }

  /** Starts a container that shares the addresses of another. */
  public void start(String id) {
    calls.run(() -> startNow(id));
  }

  /**
   * Makes and starts a container that has an address of its own in its network and one in another;
   * gives its id. Nothing stays of one that does not start.
   */
  public String startWithAddresses(ContainerSpec spec, String other) {
    CompletableFuture<String> made = new CompletableFuture<>();
    endpoints.run(
        () -> {
          String id = create(spec);
          try {
            connect(other, id);
            startNow(id);
          } catch (EngineException e) {
            removeNow(id);
            throw e;
          }
          made.complete(id);
        });
    return made.join();
  }

  private void connect(String network, String id) {
    try {
      client.connectToNetworkCmd().withNetworkId(network).withContainerId(id).exec();
    } catch (RuntimeException e) {
      throw EngineException.of("container cannot join network " + network, e);
    }
  }

  private void startNow(String id) {
    try {
      client.startContainerCmd(id).exec();
    } catch (NotModifiedException alreadyRunning) {
      return;
    } catch (RuntimeException e) {
      throw EngineException.of("container does not start", e);
    }
  }

  /** Sends a signal such as {@code SIGTERM}; nothing happens when it does not run. */
  public void signal(String id, String signal) {
    try {
      client.killContainerCmd(id).withSignal(signal).exec();
    } catch (NotFoundException | ConflictException notRunning) {
      return;
    } catch (RuntimeException e) {
      throw EngineException.of("container cannot be sent " + signal, e);
    }
  }

  public Optional<ContainerState> inspect(String id) {
    try {
      return Optional.of(state(client.inspectContainerCmd(id).exec()));
    } catch (NotFoundException gone) {
      return Optional.empty();
    } catch (RuntimeException e) {
      throw EngineException.of("container cannot be read", e);
    }
  }

  private static ContainerState state(InspectContainerResponse answer) {
    InspectContainerResponse.ContainerState state = answer.getState();
    boolean running = Boolean.TRUE.equals(state.getRunning());
    Optional<Instant> finishedAt = instant(state.getFinishedAt());
    Map<String, String> addresses = new HashMap<>();
    for (Map.Entry<String, ContainerNetwork> network :
        answer.getNetworkSettings().getNetworks().entrySet()) {
      String address = network.getValue().getIpAddress();
      if (address != null && !address.isEmpty()) {
        addresses.put(network.getKey(), address);
      }
    }
    Long exitCode = state.getExitCodeLong();
    return new ContainerState(
        answer.getId(),
        running,
        running || finishedAt.isEmpty() || exitCode == null
            ? Optional.empty()
            : Optional.of(exitCode.intValue()),
        Boolean.TRUE.equals(state.getOOMKilled()),
        Optional.ofNullable(state.getError()).orElse(""),
        instant(state.getStartedAt()),
        finishedAt,
        Optional.ofNullable(state.getHealth()).map(health -> health.getStatus()),
        addresses);
  }

  /** The engine writes year 1 for a time that has not come. */
  private static Optional<Instant> instant(@org.jspecify.annotations.Nullable String text) {
    return text == null || text.isEmpty() || text.startsWith("0001-")
        ? Optional.empty()
        : Optional.of(Instant.parse(text));
  }

  /** Completes with the exit code of a container that was started; fails when the engine goes. */
  public CompletableFuture<Integer> exit(String id) {
    CompletableFuture<Integer> exit = new CompletableFuture<>();
    client
        .waitContainerCmd(id)
        .exec(
            new ResultCallback.Adapter<WaitResponse>() {
              @Override
              public void onNext(WaitResponse response) {
                exit.complete(response.getStatusCode());
              }

              @Override
              public void onError(Throwable error) {
                super.onError(error);
                exit.completeExceptionally(error);
              }

              @Override
              public void onComplete() {
                super.onComplete();
                exit.completeExceptionally(new EngineException("the engine ended the wait"));
              }
            });
    return exit;
  }

  /**
   * Follows what a started container writes from its first line on. The engine may end a followed
   * stream before what was written last: that is read once more.
   */
  public Closeable follow(String id, LogSink sink) {
    var log = new LogFollower(sink);
    return logs(id).withFollowStream(true).exec(log.read(() -> catchUp(id, log)));
  }

  private void catchUp(String id, LogFollower log) {
    logs(id).withSince((int) log.since().getEpochSecond()).exec(log.read(log::end));
  }

  private LogContainerCmd logs(String id) {
    return client.logContainerCmd(id).withStdOut(true).withStdErr(true).withTimestamps(true);
  }

  /** Removes a container, running or not, with its anonymous volumes. */
  public void remove(String id) {
    calls.run(() -> removeNow(id));
  }

  /** The same, for one that has addresses of its own. */
  public void removeWithAddresses(String id) {
    endpoints.run(() -> removeNow(id));
  }

  private void removeNow(String id) {
    try {
      client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException gone) {
      return;
    } catch (ConflictException beingRemoved) {
      awaitGone(id);
    } catch (RuntimeException e) {
      throw EngineException.of("container cannot be removed", e);
    }
  }

  private void awaitGone(String id) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (inspect(id).isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new EngineException("container " + id + " is still being removed");
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  public void createVolume(String name) {
    try {
      client.createVolumeCmd().withName(name).withLabels(worldLabel).exec();
    } catch (RuntimeException e) {
      throw EngineException.of("volume " + name + " cannot be made", e);
    }
  }

  public void removeVolume(String name) {
    try {
      client.removeVolumeCmd(name).exec();
    } catch (NotFoundException gone) {
      return;
    } catch (RuntimeException e) {
      throw EngineException.of("volume " + name + " cannot be removed", e);
    }
  }

  private Map<String, String> labels(Map<String, String> own) {
    Map<String, String> labels = new HashMap<>(own);
    labels.putAll(worldLabel);
    return labels;
  }
}
