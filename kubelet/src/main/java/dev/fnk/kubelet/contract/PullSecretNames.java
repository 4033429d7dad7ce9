package dev.fnk.kubelet.contract;

/** Names of the secrets that a lab's node makes of imagePullSecrets: {@code fnk/LAB/pull-HASH}. */
public final class PullSecretNames {
  private PullSecretNames() {}

  /** What they begin with, and nothing else does: policies speak of it. */
  public static String prefix(String lab) {
    return "fnk/" + lab + "/pull-";
  }
}
