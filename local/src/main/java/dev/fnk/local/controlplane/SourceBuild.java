package dev.fnk.local.controlplane;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Builds the programs from their Go modules with fnk's own script, which needs {@code go}. */
final class SourceBuild {
  private final Path script;

  SourceBuild(Path script) {
    this.script = script;
  }

  void fill(Path directory, Consumer<String> progress) throws IOException, InterruptedException {
    if (!Files.isExecutable(script)) {
      throw new IOException("no build script at " + script);
    }
    if (!onPath("go")) {
      throw new IOException("no go in PATH");
    }
    progress.accept("building the control plane from source, once; this takes some minutes");
    Process process =
        new ProcessBuilder(script.toString(), directory.toString())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .start();
    AtomicReference<String> last = new AtomicReference<>("");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().peek(last::set).forEach(progress);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(script + " failed with exit code " + exit + ": " + last.get());
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static boolean onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(path)
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> Files.isExecutable(Path.of(entry).resolve(program)));
  }
}
