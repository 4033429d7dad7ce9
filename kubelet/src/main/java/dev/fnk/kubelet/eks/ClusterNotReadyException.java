package dev.fnk.kubelet.eks;

/** The cluster exists but has no endpoint yet; the message names it and its status. */
public final class ClusterNotReadyException extends Exception {
  public ClusterNotReadyException(String message) {
    super(message);
  }
}
