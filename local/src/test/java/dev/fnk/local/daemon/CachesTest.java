package dev.fnk.local.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CachesTest {
  @TempDir Path dir;

  private Caches caches() {
    return new Caches(new LocalPaths(dir, dir.resolve("state"), Optional.empty()));
  }

  @BeforeEach
  void fill() throws Exception {
    Files.createDirectories(dir.resolve("control-plane/v1.36.3"));
    Files.write(dir.resolve("control-plane/v1.36.3/etcd"), new byte[3000]);
    Files.createDirectories(dir.resolve("moto-5/bin"));
    Files.createSymbolicLink(dir.resolve("moto-5/bin/python"), Path.of("/bin/sh"));
    Files.createDirectories(dir.resolve("go-1.26.6/bin"));
    Files.write(dir.resolve("go-1.26.6/bin/go"), new byte[200]);
    Files.createDirectories(dir.resolve("other"));
    Files.writeString(dir.resolve("other/file"), "its user's");
  }

  @Test
  void onlyWhatFnkPutThereGoesAndItsSizeIsTold() throws Exception {
    Caches.Purged purged = caches().purge();
    assertThat(purged.left()).isEmpty();
    assertThat(purged.freed())
        .containsExactly(
            new Stopped.Freed("control-plane", 3000),
            new Stopped.Freed("go-1.26.6", 200),
            new Stopped.Freed("moto-5", 0));
    try (var entries = Files.list(dir)) {
      assertThat(entries).containsExactly(dir.resolve("other"));
    }
    assertThat(Path.of("/bin/sh")).exists();
    assertThat(caches().purge())
        .isEqualTo(new Caches.Purged(java.util.List.of(), java.util.List.of()));
  }

  @Test
  void whatAProcessUsesStays() throws Exception {
    Process user =
        new ProcessBuilder("sh", "-c", "read line; : " + dir.resolve("moto-5/bin/python")).start();
    try {
      Caches.Purged purged = caches().purge();
      assertThat(purged.left())
          .containsExactly(
              "cache %s: process %d uses it".formatted(dir.resolve("moto-5"), user.pid()));
      assertThat(dir.resolve("moto-5/bin/python")).exists();
      assertThat(dir.resolve("control-plane")).doesNotExist();
    } finally {
      user.getOutputStream().close();
      assertThat(user.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
