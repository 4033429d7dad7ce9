package dev.fnk.kubelet.agent.contract;

import java.util.List;

/**
 * All that an agent knows of its pod.
 *
 * @param version grows with every change
 * @param told whether the agent has the {@link PodSpecification}: it is sent once in a task's life
 * @param stopping whether the pod was told to stop
 * @param ended whether no container will run again; the task ends then
 * @param restarting whether all containers are being ended for the pod to begin anew in this task
 * @param events the latest, in their order
 */
public record AgentStatus(
    long version,
    boolean told,
    boolean stopping,
    boolean ended,
    boolean restarting,
    List<ContainerReport> containers,
    List<ContainerEvent> events) {
  public AgentStatus {
    containers = List.copyOf(containers);
    events = List.copyOf(events);
  }
}
