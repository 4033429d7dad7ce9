package dev.fnk.local.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Where the local lab keeps its files.
 *
 * @param cache what can be made again: Python environment, control plane
 * @param state what belongs to the running local world; readable by its owner only
 * @param home the checkout or installation of fnk, when it is known; scripts are below it
 */
public record LocalPaths(Path cache, Path state, Optional<Path> home) {
  public LocalPaths {
    cache = cache.toAbsolutePath().normalize();
    state = state.toAbsolutePath().normalize();
  }

  /**
   * The paths of this environment: {@code FNK_CACHE_DIR} or {@code XDG_CACHE_HOME/fnk}, {@code
   * FNK_STATE_DIR} or {@code XDG_STATE_HOME/fnk/local}, else below HOME. The XDG base directory
   * specification lets relative paths be ignored.
   */
  public static LocalPaths fromEnvironment(Map<String, String> env) {
    Path user =
        directory(env, "HOME").orElseGet(() -> Path.of(System.getProperty("user.home", "/")));
    Path cache =
        directory(env, "FNK_CACHE_DIR")
            .or(() -> directory(env, "XDG_CACHE_HOME").map(dir -> dir.resolve("fnk")))
            .orElse(user.resolve(".cache/fnk"));
    Path state =
        directory(env, "FNK_STATE_DIR")
            .or(() -> directory(env, "XDG_STATE_HOME").map(dir -> dir.resolve("fnk/local")))
            .orElse(user.resolve(".local/state/fnk/local"));
    Optional<Path> home = Optional.ofNullable(System.getProperty("fnk.home")).map(Path::of);
    return new LocalPaths(cache, state, home);
  }

  /** The log of the background process. */
  public Path log() {
    return state.resolve("gateway.log");
  }

  Path motoLog() {
    return state.resolve("moto.log");
  }

  Path stateFile() {
    return state.resolve("gateway.json");
  }

  Path registry() {
    return state.resolve("registry");
  }

  /** What {@code --record} writes: one JSON document a line. */
  public Path requests() {
    return state.resolve("requests.jsonl");
  }

  /** References of the images that the world had the engine pull. */
  Path pulledImages() {
    return state.resolve("pulled-images");
  }

  /** Whether an image is from a local world's registry, which is the gateway on loopback. */
  static boolean isOwnImage(String reference) {
    return reference.startsWith("127.0.0.1:");
  }

  Path clusters() {
    return state.resolve("clusters");
  }

  /** Makes the state directory, closed to other users. */
  void createState() throws IOException {
    Files.createDirectories(state);
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
  }

  private static Optional<Path> directory(Map<String, String> env, String name) {
    return Optional.ofNullable(env.get(name))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }
}
