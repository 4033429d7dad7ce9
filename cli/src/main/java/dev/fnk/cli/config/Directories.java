package dev.fnk.cli.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where fnk keeps and finds files.
 *
 * @param cache what can be made again: FNK_CACHE_DIR, or {@code fnk} below XDG_CACHE_HOME (XDG Base
 *     Directory Specification; {@code ~/.cache} by default)
 * @param home the checkout or installation, whose {@code scripts} are used; the launcher tells
 */
public record Directories(Path cache, Optional<Path> home) {
  /** As the environment and the launcher's system property {@code fnk.home} say. */
  public static Directories of(Map<String, String> environment) {
    Path userHome = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    Path cache =
        set(environment, "FNK_CACHE_DIR")
            .or(() -> set(environment, "XDG_CACHE_HOME").map(base -> base.resolve("fnk")))
            .orElseGet(() -> userHome.resolve(".cache").resolve("fnk"));
    return new Directories(
        cache, Optional.ofNullable(System.getProperty("fnk.home")).map(Path::of));
  }

  private static Optional<Path> set(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(text -> !text.isBlank())
        .map(Path::of);
  }
}
