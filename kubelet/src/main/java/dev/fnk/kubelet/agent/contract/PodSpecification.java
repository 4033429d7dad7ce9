package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What a task is to run; sent once, after the task has its address.
 *
 * @param containers in the order of the pod's spec, init containers first
 * @param volumes what lies in the task's volumes before the first container starts
 * @param terminationGracePeriodSeconds the pod's own, what its sidecars have when it ends by
 *     itself: 0 to a year
 * @param network empty: as ECS has it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PodSpecification(
    List<ContainerSpecification> containers,
    List<Volume> volumes,
    long terminationGracePeriodSeconds,
    Optional<Network> network) {
  public PodSpecification {
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
  }
}
