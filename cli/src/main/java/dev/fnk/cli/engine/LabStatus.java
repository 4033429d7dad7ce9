package dev.fnk.cli.engine;

import dev.fnk.cli.resource.ResourceId;
import dev.fnk.kubelet.contract.CpuAndMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What exists of the lab, all read from AWS and Kubernetes just now.
 *
 * @param unknown {@code node}, {@code pods}, {@code publicIp}: what could not be read, each with
 *     the reason; without it, a node or pods that are not here do not exist
 * @param open what is open to addresses outside, a line each
 * @param notes what a person should know of it, a sentence each
 */
public record LabStatus(
    String lab,
    String region,
    String account,
    List<StageStatus> stages,
    Optional<NodeStatus> node,
    List<PodStatus> pods,
    Map<String, String> unknown,
    List<String> open,
    List<String> notes) {
  public LabStatus {
    notes = List.copyOf(notes);
    stages = List.copyOf(stages);
    pods = List.copyOf(pods);
    unknown = Map.copyOf(unknown);
    open = List.copyOf(open);
  }

  /**
   * @param state {@code up}, {@code partial}, {@code absent}, {@code drifted} (all there, not all
   *     as wanted) or {@code unknown} (some could not be read)
   * @param reason why it is unknown
   */
  public record StageStatus(
      String name, String state, Optional<String> reason, List<ResourceStatus> resources) {
    public StageStatus {
      resources = List.copyOf(resources);
    }
  }

  /**
   * @param state the service's own word, {@code absent}, {@code foreign}, or {@code unknown} when
   *     it could not be read
   * @param drift how it differs from what is wanted, or why it is unknown
   */
  public record ResourceStatus(
      ResourceId resource,
      Optional<String> id,
      Optional<String> arn,
      String state,
      Optional<String> drift) {
    public String type() {
      return resource.type();
    }

    public String name() {
      return resource.name();
    }
  }

  /**
   * @param version of the kubelet
   */
  public record NodeStatus(String name, boolean ready, String version, Capacity capacity) {}

  /**
   * @param pods how many it takes
   * @param cpu Kubernetes quantity
   * @param memory Kubernetes quantity
   */
  public record Capacity(int pods, String cpu, String memory) {}

  /**
   * @param ip its address in the VPC
   * @param publicIp its address on the internet
   * @param task ARN of its task
   * @param size of its task
   * @param unused what of its task is paid and was not asked for
   */
  public record PodStatus(
      String namespace,
      String name,
      String phase,
      Optional<String> ip,
      Optional<String> publicIp,
      Optional<String> task,
      Optional<CpuAndMemory> size,
      Optional<CpuAndMemory> unused) {}
}
