package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.e2e.inside.GrpcHealth;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Rows of docs/pods.md: who a container is, how it is asked, and what it cannot have. */
@Execution(ExecutionMode.CONCURRENT)
abstract class RowsInLab {
  /** What a user may wait for an answer. */
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  private final PodsInLab lab;

  RowsInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @Test
  void whoeverAContainerIsAndWhatItMay() {
    lab.apply("rights");

    lab.inPhase("rights", "Succeeded");
    // The capabilities that Docker and containerd give: of them nobody's process has any in effect.
    assertThat(lab.log("rights", "-c", "somebody").lines())
        .containsExactly(
            "1234:4321, 777 4321 5000 6000 ",
            "CapEff: 0000000000000000",
            "CapBnd: 00000000a80425fb",
            "NoNewPrivs: 0",
            "77 9000");
    assertThat(lab.log("rights", "-c", "nobody").lines())
        .containsExactly(
            "65534:65534, 777 5000 6000 65534 ",
            "CapEff: 0000000000000000",
            "CapBnd: 0000000000000000",
            "NoNewPrivs: 1",
            "77 9000");
    assertThat(lab.log("rights", "-c", "root").lines())
        .containsExactly(
            "0:0, 0 777 5000 6000 ",
            "CapEff: 00000000a80425fb",
            "CapBnd: 00000000a80425fb",
            "NoNewPrivs: 0",
            "77 9000");
    assertThat(lab.log("rights", "-c", "little").lines())
        .containsExactly(
            "0:0, 0 777 5000 6000 ",
            "CapEff: 0000000000000401",
            "CapBnd: 0000000000000401",
            "NoNewPrivs: 0",
            "77 9000");

    Await.until(
        "why root is not run",
        PodsInLab.SOON,
        () -> {
          JsonNode waiting =
              PodsInLab.container(lab.home.kubectlJson("get", "pod", "rooted"), "main")
                  .at("/state/waiting");
          return waiting.at("/reason").asString("").equals("CreateContainerConfigError")
              && waiting.at("/message").asString("").contains("breaks non-root policy");
        });
    lab.home.kubectl("delete", "pod", "rooted").exits(0);

    lab.inPhase("unwritten", "Succeeded");
    assertThat(lab.log("unwritten")).isEqualTo("not written\n");
    lab.told("unwritten", "hostAliases: /etc/hosts and /etc/resolv.conf cannot be written");
  }

  @Test
  void probesSayWhoIsReadyAndWhoIsToRunAgain() {
    lab.apply("probed");

    JsonNode pod =
        lab.podWhen(
            "probed",
            "is ready, and has run again",
            PodsInLab.SOON,
            p ->
                PodsInLab.ready(p, "page")
                    && PodsInLab.ready(p, "late")
                    && PodsInLab.restarts(p, "shaky") > 0);
    assertThat(PodsInLab.ready(pod, "hidden")).isFalse();
    assertThat(PodsInLab.container(pod, "hidden").at("/started").asBoolean()).isTrue();
    assertThat(PodsInLab.container(pod, "shaky").at("/containerID").asString())
        .startsWith(
            "fargate://"
                + PodsInLab.task(PodsInLab.container(pod, "page").at("/containerID").asString()));
    assertThat(PodsInLab.restarts(pod, "late") + PodsInLab.restarts(pod, "page")).isZero();
    assertThat(pod.at("/status/conditions").toString())
        .contains("containers with unready status: [hidden");
    lab.told(
        "probed",
        "Liveness probe failed: not well",
        "Container shaky failed liveness probe, will be restarted",
        "Readiness probe failed: Get \"http://",
        "connection refused");
    lab.home.kubectl("delete", "pod", "probed").exits(0);
  }

  @Test
  void probesAskByGrpcAndWhatARunningPodCannotHaveIsSaidAtOnce() {
    String program = lab.program(GrpcHealth.class).toString();
    lab.home.kubectl("create", "configmap", "grpc", "--from-file=" + program).exits(0);
    lab.apply("asked");

    Await.until(
        "the one that serves is ready",
        PodsInLab.SOON,
        () -> PodsInLab.ready(lab.home.kubectlJson("get", "pod", "asked"), "orders"));
    lab.told("asked", "Readiness probe failed: service unhealthy (responded with \"NOT_SERVING\")");

    String more =
        """
        {"spec":{"containers":[{"name":"orders","resources":{"requests":{"cpu":"150m"}}}]}}""";
    lab.home.kubectl("patch", "pod", "asked", "--subresource=resize", "--patch=" + more).exits(0);
    Await.until(
        "a resize is answered",
        AT_ONCE,
        () ->
            lab.home
                .kubectlJson("get", "pod", "asked")
                .at("/status/conditions")
                .toString()
                .contains("Infeasible"));
    lab.home.kubectl("debug", "asked", "--image=busybox", "--container=look").exits(0);
    JsonNode pod =
        Await.value(
            "a container that comes later is answered",
            AT_ONCE,
            () ->
                Optional.of(lab.home.kubectlJson("get", "pod", "asked"))
                    .filter(
                        p ->
                            p.at("/status/ephemeralContainerStatuses/0/state/terminated/reason")
                                .asString("")
                                .equals("UnsupportedPodSpec")));
    assertThat(PodsInLab.ready(pod, "stock")).isFalse();
    assertThat(PodsInLab.ready(pod, "orders")).isTrue();
    assertThat(PodsInLab.restarts(pod, "orders")).isZero();
    lab.home.kubectl("delete", "pod", "asked").exits(0);
  }
}
