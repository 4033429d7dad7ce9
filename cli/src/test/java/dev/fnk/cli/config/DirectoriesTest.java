package dev.fnk.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.stefanbirkner.systemlambda.SystemLambda;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where fnk keeps what can be made again. */
final class DirectoriesTest {
  private static Path cache(Map<String, String> environment) {
    return Directories.of(environment).cache();
  }

  @Test
  void theCacheIsWhereItIsSaidOrWhereCachesAre() {
    var environment = Map.of("HOME", "/home/ann");

    assertThat(cache(environment)).isEqualTo(Path.of("/home/ann/.cache/fnk"));
    assertThat(cache(Map.of("HOME", "/home/ann", "XDG_CACHE_HOME", "/var/cache")))
        .isEqualTo(Path.of("/var/cache/fnk"));
    assertThat(cache(Map.of("FNK_CACHE_DIR", "/x", "XDG_CACHE_HOME", "/var/cache")))
        .isEqualTo(Path.of("/x"));
    assertThat(cache(Map.of("HOME", "/home/ann", "FNK_CACHE_DIR", " ")))
        .isEqualTo(Path.of("/home/ann/.cache/fnk"));
  }

  @Test
  void theCheckoutIsWhatTheLauncherSays() throws Exception {
    SystemLambda.restoreSystemProperties(
        () -> {
          System.clearProperty("fnk.home");
          assertThat(Directories.of(Map.of()).home()).isEmpty();
          System.setProperty("fnk.home", "/opt/fnk");
          assertThat(Directories.of(Map.of()).home()).contains(Path.of("/opt/fnk"));
        });
  }
}
