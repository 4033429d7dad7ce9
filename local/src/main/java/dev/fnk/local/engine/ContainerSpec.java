package dev.fnk.local.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container to make.
 *
 * @param name unique name at the engine
 * @param image reference or id of an image that the engine has
 * @param entryPoint replaces the image's entry point unless empty
 * @param command replaces the image's command unless empty
 * @param environment laid over the image's
 * @param workingDirectory replaces the image's
 * @param user replaces the image's
 * @param placement its network namespace
 * @param mounts volumes by name
 * @param limits what it may use
 * @param health how its health is probed
 * @param init whether the engine's init runs as process 1
 * @param readOnlyRoot whether its root file system is read-only
 * @param capabilities Linux capabilities added to and dropped from the engine's default
 * @param sysctls kernel parameters of its namespaces, by name
 * @param labels besides the world's
 */
public record ContainerSpec(
    String name,
    String image,
    List<String> entryPoint,
    List<String> command,
    Map<String, String> environment,
    Optional<String> workingDirectory,
    Optional<String> user,
    Placement placement,
    List<Mount> mounts,
    Limits limits,
    Optional<HealthProbe> health,
    boolean init,
    boolean readOnlyRoot,
    Capabilities capabilities,
    Map<String, String> sysctls,
    Map<String, String> labels) {
  public ContainerSpec {
    entryPoint = List.copyOf(entryPoint);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
    sysctls = Map.copyOf(sysctls);
    labels = Map.copyOf(labels);
  }

  /** Where a container's network namespace comes from. */
  public sealed interface Placement {
    /** Its own, with a fixed IPv4 address in a network of the engine. */
    record Address(String network, String ipv4, String hostname) implements Placement {}

    /** That of another container. */
    record Shared(String containerId) implements Placement {}
  }

  /** A named volume at a path. */
  public record Mount(String volume, String path, boolean readOnly) {}

  /**
   * @param cpuShares relative weight; 0: the engine's default
   * @param memoryBytes hard limit; 0: none
   * @param sharedMemoryBytes size of /dev/shm; 0: the engine's default
   * @param ulimits by name, such as {@code nofile}
   */
  public record Limits(
      int cpuShares, long memoryBytes, long sharedMemoryBytes, Map<String, Ulimit> ulimits) {
    public Limits {
      ulimits = Map.copyOf(ulimits);
    }

    public static Limits none() {
      return new Limits(0, 0, 0, Map.of());
    }
  }

  /** Soft and hard limit of a resource. */
  public record Ulimit(long soft, long hard) {}

  /** Names without {@code CAP_}, such as {@code NET_ADMIN}. */
  public record Capabilities(List<String> add, List<String> drop) {
    public Capabilities {
      add = List.copyOf(add);
      drop = List.copyOf(drop);
    }

    public static Capabilities unchanged() {
      return new Capabilities(List.of(), List.of());
    }
  }

  /**
   * @param test {@code CMD} or {@code CMD-SHELL} and its words
   * @param retries failures in a row until it is unhealthy
   */
  public record HealthProbe(
      List<String> test, Duration interval, Duration timeout, int retries, Duration startPeriod) {
    public HealthProbe {
      test = List.copyOf(test);
    }
  }
}
