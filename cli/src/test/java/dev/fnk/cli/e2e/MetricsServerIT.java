package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** metrics-server as a pod of the lab: what it makes of the node's figures, and who reads that. */
final class MetricsServerIT extends PodsInLab {
  /** It reads every 15 s, and needs two readings; the autoscaler looks every 15 s. */
  private static final Duration SOME_READINGS = Duration.ofSeconds(240);

  @BeforeAll
  void install() throws IOException {
    String registry = image.substring(0, image.indexOf('/'));
    account.ecr.createRepository(r -> r.repositoryName(LAB + "/metrics-server"));
    String login =
        new String(
            Base64.getDecoder()
                .decode(
                    account
                        .ecr
                        .getAuthorizationToken(r -> {})
                        .authorizationData()
                        .getFirst()
                        .authorizationToken()),
            StandardCharsets.UTF_8);
    String metricsServer = registry + "/" + LAB + "/metrics-server:test";
    home.write("password", login.substring(login.indexOf(':') + 1));
    home.bash(
            """
            mkdir "$HOME/image"
            cp "$(metrics-server/build)" "$HOME/image/metrics-server"
            tar -c -C "$HOME/image" . |
              docker import -c 'ENTRYPOINT ["/metrics-server"]' - %1$s
            docker login -u AWS --password-stdin %2$s <"$HOME/password"
            docker push -q %1$s
            docker image rm %1$s
            """
                .formatted(metricsServer, registry))
        .exits(0);
    try (InputStream file = PodsInLab.class.getResourceAsStream("pods/metrics-server.yaml")) {
      var manifest = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      home.kubectlWithInput(manifest.replace("METRICS", metricsServer), "apply", "-f", "-")
          .exits(0);
    }
  }

  @Test
  void topTellsAndTheAutoscalerScalesUpAndDown() {
    apply("scaled");

    Await.until(
        "kubectl top pods",
        SOME_READINGS,
        () -> millicores(home.kubectl("top", "pods", "-l", "app=scaled", "--no-headers")) > 50);
    Run nodes = home.kubectl("top", "nodes", "--no-headers").exits(0);
    assertThat(millicores(nodes)).as(nodes.out()).isGreaterThan(50);
    assertThat(home.kubectl("top", "pods", "-l", "app=scaled", "--containers").exits(0).out())
        .containsPattern("scaled-\\S+ +main +\\d+m +\\d+Mi");
    Await.until("two replicas", SOME_READINGS, () -> replicas() == 2);

    for (var pod : home.kubectlJson("get", "pods", "-l", "app=scaled").at("/items")) {
      String name = pod.at("/metadata/name").asString();
      home.kubectl("wait", "--for=condition=Ready", "--timeout=90s", "pod/" + name).exits(0);
      home.kubectl("exec", name, "--", "rm", "/tmp/busy").exits(0);
    }
    Await.until("one replica again", SOME_READINGS, () -> replicas() == 1);
    home.kubectl("delete", "hpa,deployment", "scaled").exits(0);
  }

  private int replicas() {
    return home.kubectlJson("get", "deployment", "scaled").at("/spec/replicas").asInt();
  }

  /** Of its first line; 0: there is none yet. */
  private static int millicores(Run top) {
    String[] columns = top.out().strip().split("\\s+");
    return columns.length > 1 && columns[1].endsWith("m")
        ? Integer.parseInt(columns[1].substring(0, columns[1].length() - 1))
        : 0;
  }
}
