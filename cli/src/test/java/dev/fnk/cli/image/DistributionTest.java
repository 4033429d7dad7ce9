package dev.fnk.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DistributionTest {
  @TempDir private Path directory;

  @Test
  void leavesOutWhatTheNodeDoesNotNeed() throws IOException {
    StringBuilder classPath = new StringBuilder();
    for (String name :
        List.of(
            "fnk-cli.jar",
            "fnk-kubelet-0.1.0.jar",
            "fnk-local-0.1.0.jar",
            "picocli-4.7.7.jar",
            "jib-core-0.28.1.jar",
            "jackson-databind-2.15.2.jar",
            "jackson-databind-3.2.4.jar",
            "eks-2.40.2.jar")) {
      Files.createFile(directory.resolve(name));
      classPath.append(directory.resolve(name)).append(File.pathSeparator);
    }
    Distribution distribution =
        Distribution.of(classPath + directory.resolve("absent.jar").toString());
    assertThat(distribution.own())
        .extracting(path -> path.getFileName().toString())
        .containsExactly("fnk-cli.jar", "fnk-kubelet-0.1.0.jar", "fnk-local-0.1.0.jar");
    assertThat(distribution.dependencies())
        .extracting(path -> path.getFileName().toString())
        .containsExactly("eks-2.40.2.jar", "jackson-databind-3.2.4.jar", "picocli-4.7.7.jar");
  }
}
