package dev.fnk.cli.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** metrics-server as a pod of the lab: what it makes of the node's figures, and who reads that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
abstract class MetricsServerInLab {
  /** It reads every 15 s, and needs two readings; the autoscaler looks every 15 s. */
  private static final Duration SOME_READINGS = Duration.ofMinutes(8);

  private final PodsInLab lab;

  MetricsServerInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @BeforeAll
  void install() {
    String registry = lab.image.substring(0, lab.image.indexOf('/'));
    lab.account.ecr.createRepository(r -> r.repositoryName(PodsInLab.LAB + "/metrics-server"));
    String login =
        new String(
            Base64.getDecoder()
                .decode(
                    lab.account
                        .ecr
                        .getAuthorizationToken(r -> {})
                        .authorizationData()
                        .getFirst()
                        .authorizationToken()),
            StandardCharsets.UTF_8);
    String metricsServer = registry + "/" + PodsInLab.LAB + "/metrics-server:test";
    lab.home.write("password", login.substring(login.indexOf(':') + 1));
    lab.home
        .bash(
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
    Manifest.of("pods/metrics-server").with("METRICS", metricsServer).applyIn(lab.home);
  }

  @Test
  void topTellsAndTheAutoscalerScalesUpAndDown() {
    lab.apply("scaled");

    Await.until(
        "kubectl top pods",
        SOME_READINGS,
        () -> millicores(lab.home.kubectl("top", "pods", "-l", "app=scaled", "--no-headers")) > 50);
    // Whose memory is not told while another test's pod begins or ends.
    Await.until(
        "kubectl top nodes",
        SOME_READINGS,
        () -> millicores(lab.home.kubectl("top", "nodes", "--no-headers")) > 50);
    Pattern row = Pattern.compile("scaled-\\S+ +main +\\d+m +\\d+Mi");
    Await.until(
        "kubectl top pods --containers",
        SOME_READINGS,
        () ->
            row.matcher(lab.home.kubectl("top", "pods", "-l", "app=scaled", "--containers").out())
                .find());
    Await.until("two replicas", SOME_READINGS, () -> replicas() == 2 && pods().size() == 2);

    for (String name : pods()) {
      Await.until(
          name + " has nothing to do any more",
          PodsInLab.SOON,
          () -> lab.home.kubectl("exec", name, "--", "rm", "/tmp/busy").exit() == 0);
    }
    Await.until("one replica again", SOME_READINGS, () -> replicas() == 1);
    lab.home.kubectl("delete", "hpa,deployment", "scaled").exits(0);
  }

  private List<String> pods() {
    return lab.home
        .kubectlJson("get", "pods", "-l", "app=scaled")
        .at("/items")
        .valueStream()
        .map(pod -> pod.at("/metadata/name").asString())
        .toList();
  }

  private int replicas() {
    return lab.home.kubectlJson("get", "deployment", "scaled").at("/spec/replicas").asInt();
  }

  /** Of its first line; 0: there is none yet. */
  private static int millicores(Run top) {
    String[] columns = top.out().strip().split("\\s+");
    return columns.length > 1 && columns[1].endsWith("m")
        ? Integer.parseInt(columns[1].substring(0, columns[1].length() - 1))
        : 0;
  }
}
