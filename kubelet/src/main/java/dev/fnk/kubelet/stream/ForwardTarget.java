package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentStreams;

/**
 * A pod whose ports are reached.
 *
 * @param agent of its task
 */
public record ForwardTarget(AgentStreams agent, String pod, String uid) {
  /** Why there is no connection, in the words of the kubelet. */
  String failure(int port, String why) {
    return "error forwarding port %d to pod %s, uid %s: %s".formatted(port, pod, uid, why);
  }
}
