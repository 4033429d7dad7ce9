package dev.fnk.local.daemon;

import dev.fnk.local.controlplane.binaries.BinariesUnavailableException;
import dev.fnk.local.controlplane.binaries.BinarySettings;
import dev.fnk.local.controlplane.binaries.ControlPlaneBinaries;
import dev.fnk.local.controlplane.binaries.KubernetesRelease;
import dev.fnk.local.daemon.LocalLabException.Kind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Gets the control plane's programs before a cluster waits for them. */
final class ControlPlanePrograms {
  private final Function<Optional<Path>, BinarySettings> settings;
  private final Optional<String> needed;

  /**
   * @param settings where to look, given the directory of {@code --k8s-bin}
   * @param needed the EKS version that a cluster is going to have, when that is known
   */
  ControlPlanePrograms(Function<Optional<Path>, BinarySettings> settings, Optional<String> needed) {
    this.settings = settings;
    this.needed = needed;
  }

  /**
   * Gets them unless they are here.
   *
   * @param k8sBin the directory that the local lab is given
   * @param progress takes one line a step
   * @throws LocalLabException CONTROL_PLANE_MISSING: they are needed and cannot be had
   */
  void ensure(Optional<Path> k8sBin, Consumer<String> progress) {
    Optional<KubernetesRelease> release =
        needed
            .map(KubernetesRelease::ofMinor)
            .orElseGet(() -> Optional.of(KubernetesRelease.DEFAULT));
    if (release.isEmpty()) {
      return; // EKS refuses such a version, and says which it has
    }
    try {
      new ControlPlaneBinaries(settings.apply(k8sBin)).require(release.get(), progress);
    } catch (BinariesUnavailableException e) {
      if (needed.isPresent()) {
        throw new LocalLabException(
            Kind.CONTROL_PLANE_MISSING,
            String.valueOf(e.getMessage()),
            "see docs/operations.md, where the control plane comes from",
            e);
      }
      progress.accept("clusters cannot be made: " + e.getMessage());
    }
  }

  /** Where the local lab looks for the programs. */
  static BinarySettings settings(LocalPaths paths, Optional<Path> k8sBin) {
    BinarySettings settings = BinarySettings.fromEnvironment(System.getenv(), paths.cache());
    BinarySettings given = k8sBin.map(settings::withGiven).orElse(settings);
    return paths.home().map(given::withHome).orElse(given);
  }
}
