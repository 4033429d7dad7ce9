package dev.fnk.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildProcessesTest {
  @TempDir Path dir;

  @Test
  void runsWithItsOwnEnvironmentAndLog() throws Exception {
    Path log = dir.resolve("logs/env.log");
    try (ChildProcesses children = new ChildProcesses(dir)) {
      Child child = children.start("env", List.of("env"), Map.of("COLOUR", "green"), log);
      assertThat(child.exited().get(10, TimeUnit.SECONDS)).isZero();
      assertThat(child.exit()).hasValue(0);
    }
    assertThat(Files.readAllLines(log))
        .contains("COLOUR=green", ChildProcesses.MARKER + "=" + dir)
        .noneMatch(line -> line.startsWith("JAVA_HOME="));
  }

  @Test
  void closeEndsAllAndForgetsThem() throws Exception {
    Child child;
    try (ChildProcesses children = new ChildProcesses(dir)) {
      child = sleeper(children);
      assertThat(child.alive()).isTrue();
      assertThat(dir.resolve("processes")).isNotEmptyDirectory();
    }
    assertThat(child.alive()).isFalse();
    assertThat(dir.resolve("processes")).isEmptyDirectory();
  }

  @Test
  void killsWhatDoesNotListen() throws Exception {
    try (ChildProcesses children = new ChildProcesses(dir)) {
      Path log = dir.resolve("deaf.log");
      Child child =
          children.start(
              "deaf",
              List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"),
              Map.of(),
              log);
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (!Files.readString(log).contains("ready") && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      child.stop(Duration.ofMillis(50));
      assertThat(child.exit()).hasValue(137);
    }
  }

  @Test
  void endsTheRemainsOfAnEarlierWorldButNotOfAnother(@TempDir Path other) throws Exception {
    try (ChildProcesses dead = new ChildProcesses(dir);
        ChildProcesses stranger = new ChildProcesses(other)) {
      Child remains = sleeper(dead);
      Child theirs = sleeper(stranger);
      Files.copy(
          other.resolve("processes/sleeper-" + theirs.pid()),
          dir.resolve("processes/sleeper-" + theirs.pid()));
      try (ChildProcesses next = new ChildProcesses(dir)) {
        assertThat(next.clearLeftovers()).containsExactly("sleeper");
        assertThat(next.clearLeftovers()).isEmpty();
      }
      assertThat(remains.exited().get(10, TimeUnit.SECONDS)).isEqualTo(137);
      assertThat(theirs.alive()).isTrue();
    }
  }

  @Test
  void anotherStartTimeIsAnotherProcess() {
    ProcessRecord own = ProcessRecord.of("own", ProcessHandle.current().pid()).orElseThrow();
    assertThat(own.alive()).isTrue();
    assertThat(new ProcessRecord("own", own.pid(), own.startTicks() - 1).alive()).isFalse();
    assertThat(ProcessRecord.parse(own.text())).contains(own);
    assertThat(ProcessRecord.parse("half\n12")).isEmpty();
  }

  private Child sleeper(ChildProcesses children) throws IOException {
    return children.start("sleeper", List.of("sleep", "60"), Map.of(), dir.resolve("s.log"));
  }
}
