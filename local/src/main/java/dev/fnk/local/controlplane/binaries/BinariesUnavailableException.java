package dev.fnk.local.controlplane.binaries;

import java.util.List;

/** No source has the control plane's programs; the message says what was tried and the remedy. */
public final class BinariesUnavailableException extends RuntimeException {
  private final List<String> tried;

  public BinariesUnavailableException(KubernetesRelease release, List<String> tried) {
    super(
        "no programs for a Kubernetes "
            + release.kubernetes()
            + " control plane: "
            + String.join("; ", tried)
            + ". Remedy: install Go and try again (they are then built once, in about five"
            + " minutes), or set FNK_KUBERNETES_MIRROR and FNK_ETCD_MIRROR to sites that can be"
            + " reached, or name a directory that holds them with --k8s-bin");
    this.tried = List.copyOf(tried);
  }

  /** One line a source: where it looked and why it did not serve. */
  public List<String> tried() {
    return tried;
  }
}
