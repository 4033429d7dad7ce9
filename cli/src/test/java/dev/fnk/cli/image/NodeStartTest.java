package dev.fnk.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left out of the image is not needed there: the node starts without it. */
final class NodeStartTest {
  @TempDir private Path directory;

  @Test
  void theNodeStartsFromWhatItsImageHolds() throws Exception {
    Distribution distribution = Distribution.running();
    String classPath =
        Stream.concat(distribution.own().stream(), distribution.dependencies().stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "dev.fnk.kubelet.Main")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();

    assertThat(ended).isTrue();
    assertThat(Files.readString(output)).contains("FNK_NODE_NAME is not set");
    assertThat(process.exitValue()).isEqualTo(65);
  }
}
