package dev.fnk.local.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.process.ProcessRecord;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateTest {
  @TempDir Path dir;

  @Test
  void pathsFollowTheEnvironment() {
    LocalPaths own =
        LocalPaths.fromEnvironment(
            Map.of("HOME", "/h", "FNK_CACHE_DIR", "/c", "FNK_STATE_DIR", "/s"));
    assertThat(own.cache()).isEqualTo(Path.of("/c"));
    assertThat(own.state()).isEqualTo(Path.of("/s"));
    LocalPaths xdg =
        LocalPaths.fromEnvironment(
            Map.of("HOME", "/h", "XDG_CACHE_HOME", "/xc", "XDG_STATE_HOME", "/xs"));
    assertThat(xdg.cache()).isEqualTo(Path.of("/xc/fnk"));
    assertThat(xdg.state()).isEqualTo(Path.of("/xs/fnk/local"));
    LocalPaths home =
        LocalPaths.fromEnvironment(Map.of("HOME", "/h", "XDG_STATE_HOME", "relative"));
    assertThat(home.cache()).isEqualTo(Path.of("/h/.cache/fnk"));
    assertThat(home.state()).isEqualTo(Path.of("/h/.local/state/fnk/local"));
  }

  @Test
  void theStateIsForItsOwnerOnly() throws Exception {
    Path file = dir.resolve("gateway.json");
    StateFile.State state = state(ProcessHandle.current().pid(), 42);
    new StateFile(file).write(state);
    assertThat(new StateFile(file).read()).contains(state);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(state.toString()).doesNotContain("hidden");
  }

  @Test
  void aMissingLabAndADeadOneAreToldApart() throws Exception {
    LocalPaths paths = new LocalPaths(dir.resolve("cache"), dir, Optional.empty());
    LocalLab lab = new LocalLab(paths);
    assertThatExceptionOfType(LocalLabException.class)
        .isThrownBy(lab::connect)
        .matches(e -> e.kind() == LocalLabException.Kind.NOT_RUNNING)
        .matches(e -> e.remedy().contains("fnk local start"));
    // The pid is in use again, by a process that started at another time.
    new StateFile(paths.stateFile()).write(state(ProcessHandle.current().pid(), 42));
    assertThatExceptionOfType(LocalLabException.class)
        .isThrownBy(lab::connect)
        .matches(e -> e.kind() == LocalLabException.Kind.DIED);
    assertThat(lab.status()).isEmpty();
  }

  private static StateFile.State state(long pid, long startTicks) {
    return new StateFile.State(
        new LocalConnection(
            URI.create("http://127.0.0.1:4599"), "AKIATEST", "hidden", "123456789012", pid),
        new ProcessRecord("gateway", pid, startTicks),
        Instant.parse("2026-01-02T03:04:05Z"),
        Optional.of(Path.of("/k8s")));
  }
}
