package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built fnk says of the pods of these tests what they become, without a lab. */
final class KubeletExplainIT {
  private static String manifest(String name) throws IOException {
    try (var in = KubeletExplainIT.class.getResourceAsStream("pods/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatIsRefusedIsTheSameAsInAClusterAndExitsWith2(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("refused.yaml"), manifest("refused.yaml"));
    try (var home = Home.with("")) {
      assertThat(home.fnk("kubelet", "explain", "-f", file.toString()).exits(2).out())
          .contains(
              "UnsupportedPodSpec", "hostNetwork: ", "volume host: hostPath: ", "privileged: ");
    }
  }
}
