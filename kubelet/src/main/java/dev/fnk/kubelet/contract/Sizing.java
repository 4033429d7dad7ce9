package dev.fnk.kubelet.contract;

/**
 * Why a task has its size.
 *
 * @param cpu CPU units that the pod asks for, 1024 a vCPU
 * @param memoryMiB MiB that the pod asks for
 * @param shareMiB MiB for the agent and the containers' supervisors
 * @param size the least of Fargate's that holds all of it
 */
public record Sizing(int cpu, int memoryMiB, int shareMiB, FargateSize size) {
  /** CPU units that are paid and not asked for. */
  public int unusedCpu() {
    return size.cpu() - cpu;
  }

  /** MiB that are paid and not asked for. */
  public int unusedMemoryMiB() {
    return size.memoryMiB() - memoryMiB - shareMiB;
  }

  /** What is paid and not asked for. */
  public CpuAndMemory unused() {
    return new CpuAndMemory(unusedCpu(), unusedMemoryMiB());
  }
}
