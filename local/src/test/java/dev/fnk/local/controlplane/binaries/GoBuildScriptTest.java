package dev.fnk.local.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code scripts/lib/go-build.sh} says of Go's own words. */
final class GoBuildScriptTest {
  /** A line each time: the interval is none. */
  private static List<String> follow(String words, int total) throws Exception {
    Path library = Path.of("..", "scripts", "lib", "go-build.sh").toRealPath();
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "set -euo pipefail; say() { echo \"$*\"; }; go_interval=0; . \"$1\"; follow_go Go "
                    + total,
                "bash",
                library.toString())
            .redirectErrorStream(true)
            .start();
    try (var in = bash.getOutputStream()) {
      in.write(words.getBytes(StandardCharsets.UTF_8));
    }
    List<String> said = read(bash);
    assertThat(bash.waitFor()).isZero();
    return said;
  }

  private static List<String> read(Process bash) throws IOException {
    try (var lines = bash.inputReader(StandardCharsets.UTF_8)) {
      return lines.lines().toList();
    }
  }

  @Test
  void packagesAreCountedWhileTheyAreCompiled() throws Exception {
    assertThat(
            follow("internal/cpu\nk8s.io/api/core/v1\nk8s.io/kubernetes/cmd/kube-apiserver\n", 3))
        .containsExactly(
            "Go: compiled 1 of 3 packages",
            "Go: compiled 2 of 3 packages",
            "Go: all 3 packages compiled, linking");
  }

  @Test
  void modulesAreCountedWhileTheyAreFetched() throws Exception {
    assertThat(follow("go: downloading k8s.io/api v0.36.3\ngo: downloading k8s.io/cri v0.1.0\n", 0))
        .containsExactly("Go: 1 modules fetched", "Go: 2 modules fetched");
  }

  @Test
  void errorsArePassedOn() throws Exception {
    assertThat(follow("# k8s.io/api\nfile.go:1:2: undefined: x\n", 3))
        .contains("# k8s.io/api", "file.go:1:2: undefined: x");
  }
}
