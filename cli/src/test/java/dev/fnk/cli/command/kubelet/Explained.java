package dev.fnk.cli.command.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.command.TestInvocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code fnk kubelet explain -o json} says of a manifest. */
final class Explained {
  private Explained() {}

  /**
   * The answer, in which no secret of the tests' manifests is.
   *
   * @param settings of fnk.yaml
   */
  static JsonNode of(Path directory, String manifest, String settings, int exitCode)
      throws IOException {
    Files.writeString(directory.resolve("pods.yaml"), manifest);
    Files.writeString(directory.resolve("fnk.yaml"), settings);
    var fnk = new TestInvocation(directory, Map.of());
    assertThat(fnk.run("kubelet", "explain", "-f", "pods.yaml", "-o", "json")).isEqualTo(exitCode);
    assertThat(fnk.out()).doesNotContain("hush", "aHVzaA");
    return JsonMapper.shared().readTree(fnk.out());
  }

  static String pod(String spec) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {%s}}\n---\n".formatted(spec);
  }
}
