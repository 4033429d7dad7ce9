package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentTarget;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.contract.Ports;
import dev.fnk.kubelet.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agents of the node's tasks, each at its task's address and proved by its task's role. */
final class AgentConnections implements TaskAgents {
  private static final Logger LOG = LoggerFactory.getLogger(AgentConnections.class);

  private final Agents agents;
  private final String podRoleArn;
  private final Set<String> podRoleArns;

  /**
   * @param podRoleArn role of tasks that have no other than their definition's
   * @param podRoleArns the others that there may be
   */
  AgentConnections(Agents agents, String podRoleArn, Set<String> podRoleArns) {
    this.agents = agents;
    this.podRoleArn = podRoleArn;
    this.podRoleArns = podRoleArns;
  }

  @Override
  public void follow(TaskView task, Listener listener) {
    String address = task.ip().orElseThrow();
    String role = task.roleArn().orElse(podRoleArn);
    if (!role.equals(podRoleArn) && !podRoleArns.contains(role)) {
      // Not started by this node as it is set now: it is told nothing, least of all a secret.
      LOG.warn("task {} has the role {}, which no pod may have", task.id(), role);
      return;
    }
    agents.follow(
        new AgentTarget(task.id(), address, Ports.AGENT, role),
        new Agents.Listener() {
          @Override
          public void status(AgentStatus status) {
            listener.reported(task.id(), status);
          }

          @Override
          public void lost(String why) {
            LOG.info("the agent of task {}: {}", task.id(), why);
            listener.unheard(task.id());
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
  public void update(String task, List<Volume> volumes) throws IOException, InterruptedException {
    try {
      agents.update(task, volumes);
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
