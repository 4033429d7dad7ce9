package dev.fnk.kubelet.agent.contract;

/**
 * For the streams of a container's own program, as long as its present run lasts: what it writes
 * from now on, and its input, where it has one. An attachment that ends has code 0.
 *
 * @param stderr says nothing of a program with a terminal, which has one output
 */
public record AttachRequest(String container, boolean stdin, boolean stdout, boolean stderr) {}
