package dev.fnk.kubelet.node;

import dev.fnk.kubelet.config.NodeConfig;

/**
 * What the node says of itself.
 *
 * @param address the task's own IPv4 address
 * @param port HTTPS port of the kubelet API
 * @param cpu CPU units (1024 a vCPU)
 * @param architecture Go's name of it: amd64, arm64
 * @param kubeletVersion such as {@code v1.36.3-fnk-0.1.0}
 * @param kernelVersion of the task the node runs in
 * @param taskId id of that task
 */
public record NodeFacts(
    String name,
    String address,
    int port,
    int maxPods,
    int cpu,
    int memoryMiB,
    boolean tainted,
    String architecture,
    String kubeletVersion,
    String kernelVersion,
    String taskId) {

  /** The facts of a node with these settings in this task. */
  public static NodeFacts of(
      NodeConfig config, NodeCapacity capacity, TaskIdentity task, NodeVersion version) {
    return new NodeFacts(
        config.nodeName(),
        task.address(),
        config.port(),
        config.maxPods(),
        capacity.cpu(),
        capacity.memoryMiB(),
        config.tainted(),
        architecture(System.getProperty("os.arch", "")),
        version.kubelet(),
        System.getProperty("os.version", ""),
        task.id());
  }

  NodeFacts with(NodeCapacity capacity) {
    return new NodeFacts(
        name,
        address,
        port,
        maxPods,
        capacity.cpu(),
        capacity.memoryMiB(),
        tainted,
        architecture,
        kubeletVersion,
        kernelVersion,
        taskId);
  }

  public static String architecture(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      default -> osArch;
    };
  }
}
