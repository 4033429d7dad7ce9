package dev.fnk.local.controlplane.binaries;

import java.util.List;
import java.util.Optional;

/**
 * A Kubernetes release that the local lab runs, and the etcd that goes with it.
 *
 * @param minor what EKS calls a version, such as {@code 1.36}
 * @param kubernetes without the leading v, such as {@code 1.36.3}
 * @param etcd without the leading v, such as {@code 3.6.16}
 */
public record KubernetesRelease(String minor, String kubernetes, String etcd) {
  /** The one release there is. Change {@code scripts/control-plane} with it. */
  public static final KubernetesRelease DEFAULT = new KubernetesRelease("1.36", "1.36.3", "3.6.16");

  /** All supported releases, the newest first. */
  public static List<KubernetesRelease> supported() {
    return List.of(DEFAULT);
  }

  /** The release of an EKS version; empty when it is not supported. */
  public static Optional<KubernetesRelease> ofMinor(String eksVersion) {
    return supported().stream().filter(r -> r.minor.equals(eksVersion)).findFirst();
  }

  /** Such as {@code v1.36.3}, as release sites and the cache write it. */
  public String tag() {
    return "v" + kubernetes;
  }
}
