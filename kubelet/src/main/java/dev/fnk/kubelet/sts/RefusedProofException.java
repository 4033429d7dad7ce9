package dev.fnk.kubelet.sts;

/** A proof proves nothing, or not what it should. Bears nothing of the proof itself. */
public final class RefusedProofException extends Exception {
  public RefusedProofException(String reason) {
    super(reason);
  }
}
