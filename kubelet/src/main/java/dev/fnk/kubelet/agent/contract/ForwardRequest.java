package dev.fnk.kubelet.agent.contract;

/**
 * A connection to be made.
 *
 * @param port at the pod's loopback, 1 to 65535
 */
public record ForwardRequest(int port) {}
