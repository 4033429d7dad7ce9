package dev.fnk.local.controlplane.binaries;

import dev.fnk.local.io.ExceptionText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The version a Kubernetes program says it is. */
final class ProgramVersion {
  private ProgramVersion() {}

  /** Such as {@code v1.36.3}; {@code unknown} with the reason when it does not say. */
  static String of(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      int space = said.indexOf(' ');
      return space < 0 ? "unknown" : said.substring(space + 1).strip();
    } catch (IOException e) {
      return "unknown (" + ExceptionText.of(e) + ")";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "unknown (interrupted)";
    }
  }
}
