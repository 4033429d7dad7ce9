package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.sts.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where the agent of a task is to be found, and who it has to be.
 *
 * @param taskId the id at the end of the task's ARN; ECS names the sessions of its role by it
 * @param address a literal IP address
 * @param roleArn ARN of the task's role
 */
public record AgentTarget(String taskId, String address, int port, String roleArn) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException an address or a role that is none
   */
  public AgentTarget {
    InetAddress.ofLiteral(address);
    Role.parse(roleArn);
  }

  InetSocketAddress socket() {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  Role role() {
    return Role.parse(roleArn);
  }
}
