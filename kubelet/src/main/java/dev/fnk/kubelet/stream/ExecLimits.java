package dev.fnk.kubelet.stream;

import java.time.Duration;

/**
 * What commands and attachments may take of the node.
 *
 * @param pod how many may be under way in a pod at a time; an agent takes 16
 * @param idle how long nothing may come or go, but pings, until one is ended
 */
public record ExecLimits(int pod, Duration idle) {
  /** As much as an agent takes, and the kubelet's time. */
  public static final ExecLimits STANDARD = new ExecLimits(16, Duration.ofHours(4));
}
