package dev.fnk.kubelet.contract;

/** TCP ports that the node serves, and that it reaches. */
public final class Ports {
  /** The node's kubelet API. */
  public static final int KUBELET = 10250;

  /** The agent in each task; for the node alone. */
  public static final int AGENT = 10350;

  private Ports() {}
}
