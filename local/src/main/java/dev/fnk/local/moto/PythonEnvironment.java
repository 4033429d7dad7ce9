package dev.fnk.local.moto;

import dev.fnk.local.process.MissingToolException;
import dev.fnk.local.progress.ProgressThrottle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The private Python environment with the pinned moto server, made on first use. */
public final class PythonEnvironment {
  /** Raise with care: the gateway knows this version's gaps. */
  public static final String MOTO_VERSION = "5.2.5";

  private static final String PACKAGE = "moto[server]==" + MOTO_VERSION;

  private static final int LINES_TOLD = 10;

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
        line -> {},
        "Python 3 with its venv module is needed",
        "install it: apt-get install python3 python3-venv");
    progress.accept("installing " + PACKAGE);
    PipOutput pip =
        new PipOutput(PACKAGE, new ProgressThrottle(progress, ProgressThrottle.INTERVAL));
    run(
        List.of(
            python().toString(),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            "install",
            "--progress-bar",
            "off",
            PACKAGE),
        pip::line,
        "pip cannot install " + PACKAGE,
        "check the way to the Python package index (HTTPS_PROXY, PIP_INDEX_URL)");
    Files.createFile(marker());
  }

  private Path marker() {
    return directory.resolve(".complete");
  }

  private static void run(
      List<String> command, Consumer<String> lines, String failure, String remedy)
      throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new MissingToolException(failure + ": " + e.getMessage(), remedy);
    }
    process.getOutputStream().close();
    Deque<String> end = new ArrayDeque<>();
    // On a thread of its own: a read cannot be interrupted, the wait for the end can.
    Thread reader = Thread.ofVirtual().start(() -> read(process, lines, end));
    try {
      int exit = process.waitFor();
      reader.join();
      if (exit != 0) {
        throw new MissingToolException(
            failure + ": exit code " + exit + "\n" + String.join("\n", end), remedy);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void read(Process process, Consumer<String> lines, Deque<String> end) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output
          .lines()
          .forEach(
              line -> {
                lines.accept(line);
                end.add(line);
                if (end.size() > LINES_TOLD) {
                  end.remove();
                }
              });
    } catch (IOException | UncheckedIOException e) {
      end.add("its output cannot be read: " + e.getMessage());
    }
  }
}
