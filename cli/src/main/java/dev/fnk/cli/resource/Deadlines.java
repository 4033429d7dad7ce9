package dev.fnk.cli.resource;

import java.time.Duration;

/**
 * How long each kind of wait may take.
 *
 * @param consistency until AWS has heard of what it was just told (IAM roles above all)
 * @param cluster until an EKS cluster is made, changed or deleted
 * @param answer until the API server of a new cluster answers its creator
 * @param task until a task of ours runs or has stopped
 * @param release until what uses a resource lets it go (network interfaces above all)
 * @param node until the node is Ready
 * @param workload until the sample answers, or is gone
 */
public record Deadlines(
    Duration consistency,
    Duration cluster,
    Duration answer,
    Duration task,
    Duration release,
    Duration node,
    Duration workload) {

  public static Deadlines standard() {
    return new Deadlines(
        Duration.ofMinutes(2),
        Duration.ofMinutes(30),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(15),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10));
  }

  /** The same, none longer than {@code most}. */
  public Deadlines atMost(Duration most) {
    return new Deadlines(
        min(consistency, most),
        min(cluster, most),
        min(answer, most),
        min(task, most),
        min(release, most),
        min(node, most),
        min(workload, most));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
