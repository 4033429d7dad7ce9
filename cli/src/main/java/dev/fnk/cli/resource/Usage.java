package dev.fnk.cli.resource;

import dev.fnk.cli.config.Architecture;
import java.util.List;

/** What a resource consumes by the hour while it exists. What that costs is the plan's matter. */
public sealed interface Usage {
  /**
   * An EKS cluster.
   *
   * @param extendedSupport whether its version is past standard support
   */
  record ControlPlane(boolean extendedSupport) implements Usage {}

  /**
   * Tasks on Fargate, on demand.
   *
   * @param what whose, such as {@code virtual node}
   * @param cpu CPU units of one
   * @param memory MiB of one
   */
  record Tasks(String what, int count, int cpu, int memory, Architecture architecture)
      implements Usage {}

  /** Public IPv4 addresses in use. */
  record PublicAddresses(String what, int count) implements Usage {}

  /** Tasks that run all the time, each with a public address. */
  static List<Usage> publicTasks(
      String what, int count, int cpu, int memory, Architecture architecture) {
    return count == 0
        ? List.of()
        : List.of(
            new Tasks(what, count, cpu, memory, architecture), new PublicAddresses(what, count));
  }
}
