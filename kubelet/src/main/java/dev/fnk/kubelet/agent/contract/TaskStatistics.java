package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A task's figures. What is not known is absent, never zero.
 *
 * @param at when the agent read them
 * @param containers those of the task that the engine has figures of, the agent's own among them
 * @param interfaces of the task's network, without its loopback
 * @param ephemeralStorage of the task
 * @param probes how often each has ended how, since the agent began
 * @param volumes those that the agent has laid, as measured lately
 */
public record TaskStatistics(
    Instant at,
    List<Container> containers,
    List<Interface> interfaces,
    Optional<Storage> ephemeralStorage,
    List<ProbeCount> probes,
    List<Volume> volumes) {
  public TaskStatistics {
    containers = List.copyOf(containers);
    interfaces = List.copyOf(interfaces);
    probes = List.copyOf(probes);
    volumes = List.copyOf(volumes);
  }

  /**
   * One container, all its runs and its supervisor.
   *
   * @param at when the engine read it
   * @param since from when on it counts
   * @param tasks processes and threads
   */
  public record Container(
      String name,
      Instant at,
      Optional<Instant> since,
      Optional<Cpu> cpu,
      Optional<Memory> memory,
      Optional<Disk> disk,
      OptionalLong tasks) {}

  /**
   * Counters.
   *
   * @param periods of the scheduler's quota
   * @param throttledPeriods those in which it was held back
   */
  public record Cpu(
      long usageNanoseconds,
      long userNanoseconds,
      long systemNanoseconds,
      long periods,
      long throttledPeriods,
      long throttledNanoseconds) {}

  /**
   * In bytes; the faults are counters.
   *
   * @param workingSet usage without the files' pages that nobody has used lately
   */
  public record Memory(
      long usage,
      long workingSet,
      OptionalLong rss,
      OptionalLong cache,
      OptionalLong mappedFile,
      OptionalLong limit,
      OptionalLong pageFaults,
      OptionalLong majorFaults) {}

  /** Counters of bytes. */
  public record Disk(long read, long written) {}

  /**
   * Counters of a network interface.
   *
   * @param isDefault whether it leads out of the VPC
   */
  public record Interface(
      String name,
      @JsonProperty("default") boolean isDefault,
      long receivedBytes,
      long receivedPackets,
      long receiveErrors,
      long receiveDropped,
      long transmittedBytes,
      long transmittedPackets,
      long transmitErrors,
      long transmitDropped) {}

  /** In bytes. */
  public record Storage(long used, long capacity) {}

  /**
   * In bytes and inodes: what a volume takes, and of the file system that it shares with others.
   *
   * @param name of the task's volume: the pod's, or a part of it
   */
  public record Volume(
      String name,
      Instant at,
      long used,
      long inodesUsed,
      long capacity,
      long available,
      long inodes,
      long inodesFree) {}

  /**
   * How often a probe of a container has ended in a result.
   *
   * @param kind Startup, Liveness or Readiness
   * @param result successful, failed or unknown
   */
  public record ProbeCount(String container, String kind, String result, long count) {}
}
