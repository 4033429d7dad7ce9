package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentStreams;

/**
 * A container in which something is run.
 *
 * @param agent of the task that has it
 * @param pod its namespace and name
 */
public record ExecTarget(AgentStreams agent, String pod, String container) {}
