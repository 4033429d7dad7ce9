package dev.fnk.kubelet.config;

import java.time.Duration;

/**
 * What clients of the kubelet API may have of the node.
 *
 * @param connections at a time; beyond that, those give way that have not been admitted yet
 * @param headerKiB KiB of a request's headers, its first line aside
 * @param head until a request's head is there, from the connection on, and until its body is
 * @param idle between two requests of a connection
 * @param streamIdle how long nothing may come or go in an exec, an attach or a port-forward, and
 *     nothing be taken of any other answer
 * @param forwards connections to ports at a time that one client may have; an agent takes 64
 * @param execs commands and attachments at a time in a pod; an agent takes 16
 */
public record ApiLimits(
    int connections,
    int headerKiB,
    Duration head,
    Duration idle,
    Duration streamIdle,
    int forwards,
    int execs) {
  /** The kubelet's times where it has one. */
  public static final ApiLimits STANDARD =
      new ApiLimits(
          1000, 64, Duration.ofSeconds(30), Duration.ofSeconds(120), Duration.ofHours(4), 64, 16);
}
