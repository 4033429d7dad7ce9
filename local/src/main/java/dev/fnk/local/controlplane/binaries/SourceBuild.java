package dev.fnk.local.controlplane.binaries;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Builds the programs from their Go modules with fnk's own script, which finds Go or says so. */
final class SourceBuild {
  private final Path script;

  SourceBuild(Path script) {
    this.script = script;
  }

  void fill(Path directory, Consumer<String> progress) throws IOException, InterruptedException {
    if (!Files.isExecutable(script)) {
      throw new IOException("no build script at " + script);
    }
    progress.accept("building the control plane from source, once; this takes some minutes");
    Process process =
        new ProcessBuilder(script.toString(), directory.toString())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .start();
    AtomicReference<String> last = new AtomicReference<>("");
    // On a thread of its own: a read cannot be interrupted, the wait for the end can.
    Thread reader = Thread.ofVirtual().start(() -> read(process, progress, last));
    try {
      int exit = process.waitFor();
      reader.join();
      if (exit != 0) {
        throw new IOException(script + " failed with exit code " + exit + ": " + last.get());
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static void read(
      Process process, Consumer<String> progress, AtomicReference<String> last) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().peek(last::set).forEach(progress);
    } catch (IOException | UncheckedIOException e) {
      last.set("its output cannot be read: " + e.getMessage());
    }
  }
}
