package dev.fnk.local.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.controlplane.binaries.BinarySettings;
import dev.fnk.local.controlplane.binaries.KubernetesRelease;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlPlaneProgramsTest {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  @TempDir Path dir;
  private final List<String> said = new ArrayList<>();

  private ControlPlanePrograms programs(Optional<String> needed) {
    return new ControlPlanePrograms(
        bin ->
            new BinarySettings(
                bin, dir.resolve("cache"), NOWHERE, NOWHERE, Optional.of(dir.resolve("build"))),
        needed);
  }

  private void script(String lines) throws Exception {
    Path script = Files.writeString(dir.resolve("build"), "#!/bin/sh\n" + lines);
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void theBuildIsSeenWhileItLasts() throws Exception {
    script(
        """
        echo 'control-plane: Kubernetes: compiled 812 of 2092 packages' >&2
        for p in etcd kube-apiserver kube-controller-manager kube-scheduler; do
          printf '#!/bin/sh\\n' >"$1/$p"; chmod +x "$1/$p"
        done
        """);
    programs(Optional.of(KubernetesRelease.DEFAULT.minor())).ensure(Optional.empty(), said::add);
    assertThat(said).contains("control-plane: Kubernetes: compiled 812 of 2092 packages");
    said.clear();
    // Here now: not a word more.
    programs(Optional.empty()).ensure(Optional.empty(), said::add);
    assertThat(said).isEmpty();
  }

  @Test
  void whatIsNeededAndCannotBeHadEndsTheStart() throws Exception {
    script("echo 'no room' >&2; exit 1\n");
    Optional<String> needed = Optional.of(KubernetesRelease.DEFAULT.minor());
    assertThatExceptionOfType(LocalLabException.class)
        .isThrownBy(() -> programs(needed).ensure(Optional.empty(), said::add))
        .matches(e -> e.kind() == LocalLabException.Kind.CONTROL_PLANE_MISSING)
        .withMessageContaining("no room");
    // A local lab without clusters is of use, too.
    programs(Optional.empty()).ensure(Optional.empty(), said::add);
    assertThat(said).last().asString().startsWith("clusters cannot be made: ").contains("no room");
  }

  @Test
  void aVersionThatEksRefusesIsLeftToIt() {
    programs(Optional.of("1.2")).ensure(Optional.empty(), said::add);
    assertThat(said).isEmpty();
  }
}
