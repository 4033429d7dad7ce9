package dev.fnk.cli.command.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.command.TestInvocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What depends on images that nobody is asked for: how they are pulled, and for which processors.
 */
final class ExplainedImagesTest {
  @TempDir private Path directory;

  private JsonNode pod(String metadata, String spec) throws IOException {
    Files.writeString(
        directory.resolve("pod.yaml"),
        "{apiVersion: v1, kind: Pod, metadata: {name: a%s}, spec: {%s}}\n"
            .formatted(metadata, spec));
    var fnk = new TestInvocation(directory, Map.of());
    assertThat(fnk.run("kubelet", "explain", "-f", "pod.yaml", "-o", "json")).isZero();
    return JsonMapper.shared().readTree(fnk.out()).at("/pods/0");
  }

  @Test
  void aLoginIsForRegistriesOtherThanEcr() throws IOException {
    String images =
        """
        containers: [{name: a, image: "r.example/a"},
          {name: b, image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/b"}]""";

    var containers =
        pod("", "imagePullSecrets: [{name: one}, {name: two}], " + images)
            .at("/taskDefinition/containerDefinitions");
    assertThat(containers.at("/1/repositoryCredentials/credentialsParameter").asString())
        .isEqualTo("(of imagePullSecrets one, two, if for it)");
    assertThat(containers.at("/0").has("repositoryCredentials")).isFalse();
    assertThat(containers.at("/2").has("repositoryCredentials")).isFalse();
    assertThat(pod("", images).toString()).doesNotContain("repositoryCredentials");
  }

  @Test
  void anArchitectureThatIsAskedForHasItsOwnPrice() throws IOException {
    String spec = "containers: [{name: a, image: b}]";

    JsonNode own = pod("", spec);
    JsonNode other = pod(", annotations: {fnk.dev/architecture: arm64}", spec);
    assertThat(own.at("/taskDefinition/runtimePlatform/cpuArchitecture").asString())
        .isEqualTo("X86_64");
    assertThat(other.at("/taskDefinition/runtimePlatform/cpuArchitecture").asString())
        .isEqualTo("ARM64");
    assertThat(price(other)).isPositive().isLessThan(price(own));
  }

  private static double price(JsonNode pod) {
    return pod.at("/hourlyCost/usd").asDouble();
  }
}
