package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The container engine is restarted under a running lab: its tasks end, and are replaced. */
final class EngineRestartIT {
  private static final String LAB = "e2e-engine";
  private static final Duration SOON = Duration.ofMinutes(8);

  private final OwnEngine engine = new OwnEngine().passing("10.185.0.0/16");
  private final Home home =
      Home.with(
          """
          lab: e2e-engine
          local: true
          network:
            vpcCidr: 10.185.0.0/16
          """);

  @BeforeEach
  void start() {
    engine.start();
    home.set("DOCKER_HOST", engine.host());
    home.fnk("local", "start").exits(0);
  }

  @AfterEach
  void stop() {
    try {
      World.end(home);
    } finally {
      engine.close();
    }
  }

  @Test
  void theLabComesBackByItself() {
    home.fnk("up", "--yes").exits(0);
    var before = podAddresses();
    assertThat(before).hasSize(3);

    engine.stop();
    // The account and the API server are no containers: they answer meanwhile.
    home.fnk("status").exits(0);
    engine.start();

    Await.until(
        "other tasks serve the same pods",
        SOON,
        () -> {
          var now = podAddresses();
          return now.size() == 3 && now.stream().noneMatch(before::contains);
        });
    // The sample has no readiness probe: a pod is ready before its server listens.
    Await.until(
        "every pod answers",
        SOON,
        () -> {
          var now = podAddresses();
          return now.size() == 3 && now.stream().allMatch(EngineRestartIT::answers);
        });
    home.fnk("plan").exits(0);
    home.fnk("teardown", "--yes").exits(0);
    try (var account = World.account(home)) {
      assertThat(account.tagged(LAB)).isEmpty();
    }
  }

  /** Addresses of the sample's pods that are ready. */
  private List<String> podAddresses() {
    return StreamSupport.stream(
            home.kubectlJson("get", "pods", "-l", "app.kubernetes.io/name=sample")
                .at("/items")
                .spliterator(),
            false)
        .filter(pod -> pod.at("/status/containerStatuses/0/ready").asBoolean(false))
        .map(pod -> pod.at("/status/podIP").asString())
        .toList();
  }

  private static boolean answers(String address) {
    try {
      return Page.get(address, 8080).contains("pod: ");
    } catch (AssertionError e) {
      return false;
    }
  }
}
