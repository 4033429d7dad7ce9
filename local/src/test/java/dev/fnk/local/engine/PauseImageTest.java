package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseImageTest {
  @TempDir private Path dir;

  @Test
  void programSleepsUntilItIsKilled() throws Exception {
    assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
    Path program = dir.resolve("pause");
    Files.write(program, PauseImage.executable(PauseImage.Machine.AMD64));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Process process = new ProcessBuilder(program.toString()).start();
    try {
      assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO))
          .isLessThan(Duration.ofMillis(100));
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).isEqualTo(137);
  }

  @Test
  void programIsSmall() {
    assertThat(PauseImage.executable(PauseImage.Machine.AMD64)).hasSize(127);
    assertThat(PauseImage.executable(PauseImage.Machine.ARM64)).hasSize(152);
  }
}
