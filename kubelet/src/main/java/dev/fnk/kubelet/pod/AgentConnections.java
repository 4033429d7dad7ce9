package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentTarget;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.contract.Ports;
import dev.fnk.kubelet.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents of the node's tasks, each at its task's address and proved by its task's role. */
final class AgentConnections implements TaskAgents {
  private static final Logger LOG = LoggerFactory.getLogger(AgentConnections.class);

  private final Agents agents;
  private final String podRoleArn;

  AgentConnections(Agents agents, String podRoleArn) {
    this.agents = agents;
    this.podRoleArn = podRoleArn;
  }

  @Override
  public void follow(TaskView task, Listener listener) {
    String address = task.ip().orElseThrow();
    agents.follow(
        new AgentTarget(task.id(), address, Ports.AGENT, podRoleArn),
        new Agents.Listener() {
          @Override
          public void status(AgentStatus status) {
            listener.reported(task.id(), status);
          }

          @Override
          public void lost(String why) {
            LOG.info("the agent of task {}: {}", task.id(), why);
          }
        });
  }

  @Override
  public void forget(String task) {
    agents.forget(task);
  }

  @Override
  public void instruct(String task, PodSpecification pod) throws IOException, InterruptedException {
    try {
      agents.run(task, pod);
    } catch (AgentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void terminate(String task, Duration grace) throws IOException, InterruptedException {
    try {
      agents.stop(task, grace);
    } catch (AgentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
