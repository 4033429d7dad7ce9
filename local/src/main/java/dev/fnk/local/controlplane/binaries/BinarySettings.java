package dev.fnk.local.controlplane.binaries;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where control-plane binaries may come from.
 *
 * @param given a directory the user names; used when it is whole and of the right version
 * @param cache directory of all releases; a release has its tag as the name of its folder
 * @param kubernetesSite base of {@code release/<tag>/bin/linux/<arch>/<program>}
 * @param etcdSite base of {@code <tag>/etcd-<tag>-linux-<arch>.tar.gz}
 * @param buildScript called with an output directory; builds all programs from their Go modules
 */
public record BinarySettings(
    Optional<Path> given,
    Path cache,
    URI kubernetesSite,
    URI etcdSite,
    Optional<Path> buildScript) {
  private static final String KUBERNETES_SITE = "https://dl.k8s.io";
  private static final String ETCD_SITE = "https://github.com/etcd-io/etcd/releases/download";

  /**
   * Settings from {@code FNK_K8S_BIN} or {@code KUBEBUILDER_ASSETS}, {@code FNK_KUBERNETES_MIRROR}
   * and {@code FNK_ETCD_MIRROR}.
   *
   * @param cacheRoot the cache of fnk, such as {@code ~/.cache/fnk}
   */
  public static BinarySettings fromEnvironment(Map<String, String> environment, Path cacheRoot) {
    Optional<Path> given =
        set(environment, "FNK_K8S_BIN")
            .or(() -> set(environment, "KUBEBUILDER_ASSETS"))
            .map(Path::of);
    return new BinarySettings(
        given,
        cacheRoot.resolve("control-plane"),
        site(environment, "FNK_KUBERNETES_MIRROR", KUBERNETES_SITE),
        site(environment, "FNK_ETCD_MIRROR", ETCD_SITE),
        Optional.empty());
  }

  /** The same with the directory of {@code --k8s-bin}. */
  public BinarySettings withGiven(Path directory) {
    return new BinarySettings(Optional.of(directory), cache, kubernetesSite, etcdSite, buildScript);
  }

  /** The same with the build script of a checkout or installation. */
  public BinarySettings withHome(Path fnkHome) {
    return new BinarySettings(
        given,
        cache,
        kubernetesSite,
        etcdSite,
        Optional.of(fnkHome.resolve("scripts").resolve("control-plane").resolve("build")));
  }

  private static URI site(Map<String, String> environment, String variable, String otherwise) {
    return URI.create(set(environment, variable).orElse(otherwise).replaceAll("/+$", ""));
  }

  private static Optional<String> set(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
  }
}
