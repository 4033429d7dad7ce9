package dev.fnk.kubelet.node;

import dev.fnk.kubelet.config.NodeConfig;
import java.util.OptionalInt;

/**
 * What the scheduler may give the node: as set, else as the account may have of Fargate.
 *
 * @param cpu CPU units (1024 a vCPU)
 */
public record NodeCapacity(int cpu, int memoryMiB) {
  private static final int VCPU = 1024;

  /** Where nobody tells the quota: what lets it bind, and not the node. */
  private static final int VCPUS_PER_POD = 4;

  /** The most that a size of Fargate has; memory has no quota of its own. */
  private static final int MIB_PER_VCPU = 8 * 1024;

  /**
   * @param vcpuQuota vCPUs that the account may have at a time; empty: not known
   */
  public static NodeCapacity of(NodeConfig config, OptionalInt vcpuQuota) {
    int cpu =
        config.cpu().orElseGet(() -> vcpuQuota.orElse(config.maxPods() * VCPUS_PER_POD) * VCPU);
    long memory = (long) cpu * MIB_PER_VCPU / VCPU;
    return new NodeCapacity(
        cpu, config.memoryMiB().orElseGet(() -> (int) Math.min(memory, Integer.MAX_VALUE)));
  }

  /** Whole ones. */
  public int vcpus() {
    return cpu / VCPU;
  }
}
