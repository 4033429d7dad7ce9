package dev.fnk.kubelet.task;

/**
 * What a pod's task needs to know besides the pod's own object, read before the mapping begins.
 *
 * @param hostIp the node's address, for {@code status.hostIP}
 */
public record Inputs(String hostIp) {}
