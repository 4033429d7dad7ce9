package dev.fnk.kubelet.node;

/**
 * The node's Ready condition.
 *
 * @param reason in CamelCase, for programs
 * @param message for people
 */
public record Readiness(boolean ready, String reason, String message) {
  /** Leads and works on its pods. */
  public static final Readiness READY =
      new Readiness(true, "KubeletReady", "fnk runs this node's pods on Fargate");

  /** Present, not working yet. */
  public static final Readiness STARTING = notReady("fnk waits for the node's lease");

  /** Cannot work; the message says why. */
  static Readiness notReady(String message) {
    return new Readiness(false, "KubeletNotReady", message);
  }
}
