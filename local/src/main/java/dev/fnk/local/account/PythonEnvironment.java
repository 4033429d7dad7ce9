package dev.fnk.local.account;

import dev.fnk.local.process.MissingToolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/** The private Python environment with the pinned moto server, made on first use. */
public final class PythonEnvironment {
  /** Raise with care: the gateway knows this version's gaps. */
  public static final String MOTO_VERSION = "5.2.5";

  private static final String PACKAGE = "moto[server]==" + MOTO_VERSION;

  private final Path directory;

  /**
   * @param cache where fnk keeps what can be made again
   */
  public PythonEnvironment(Path cache) {
    this.directory = cache.toAbsolutePath().resolve("moto-" + MOTO_VERSION);
  }

  public Path python() {
    return directory.resolve("bin/python");
  }

  public boolean complete() {
    return Files.exists(marker());
  }

  /**
   * Makes the environment unless it is there.
   *
   * @throws MissingToolException Python or its venv module is missing, or the packages cannot be
   *     had
   */
  public void ensure(Consumer<String> progress) throws IOException {
    if (complete()) {
      return;
    }
    Path cache = directory.resolveSibling(".");
    Files.createDirectories(cache);
    Path lockFile = directory.resolveSibling("moto.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!complete() && lock.isValid()) {
        make(progress);
      }
    }
  }

  private void make(Consumer<String> progress) throws IOException {
    progress.accept("making the Python environment for moto " + MOTO_VERSION + " (once)");
    run(
        List.of("python3", "-m", "venv", "--clear", directory.toString()),
        "Python 3 with its venv module is needed",
        "install it: apt-get install python3 python3-venv");
    progress.accept("installing " + PACKAGE);
    run(
        List.of(
            python().toString(),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            "install",
            "--quiet",
            PACKAGE),
        "pip cannot install " + PACKAGE,
        "check the way to the Python package index (HTTPS_PROXY, PIP_INDEX_URL)");
    Files.createFile(marker());
  }

  private Path marker() {
    return directory.resolve(".complete");
  }

  private static void run(List<String> command, String failure, String remedy) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new MissingToolException(failure + ": " + e.getMessage(), remedy);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new MissingToolException(
            failure + ": exit code " + exit + "\n" + output.strip(), remedy);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    }
  }
}
