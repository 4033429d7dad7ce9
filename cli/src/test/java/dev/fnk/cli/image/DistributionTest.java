package dev.fnk.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DistributionTest {
  @TempDir private Path directory;

  private String classPath(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(directory.resolve(name));
    }
    return List.of(names).stream()
        .map(name -> directory.resolve(name).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void takesWhatTheNodeNeedsAndNothingElse() throws IOException {
    String all = classPath("picocli-4.7.7.jar", "eks-2.40.2.jar", "ecs-2.40.2.jar");

    assertThat(Distribution.select(all, List.of("ecs-2.40.2.jar", "eks-2.40.2.jar")))
        .containsExactly(directory.resolve("ecs-2.40.2.jar"), directory.resolve("eks-2.40.2.jar"));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    String all = classPath("ecs-2.40.1.jar");

    assertThatThrownBy(() -> Distribution.select(all, List.of("ecs-2.40.2.jar")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ecs-2.40.2.jar");
  }

  @Test
  void theRunningOneHoldsNeitherTheCommandLineNorTheLocalLab() {
    Distribution running = Distribution.running();

    assertThat(running.own()).hasSize(1).allMatch(path -> path.toString().contains("kubelet"));
    assertThat(running.dependencies())
        .extracting(path -> path.getFileName().toString())
        .anyMatch(name -> name.startsWith("kubernetes-client-8"))
        .noneMatch(name -> name.matches("(picocli|jline|jib|docker-java|fnk-).*"));
  }
}
