package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** What is done to a pod that runs, seen from outside. */
@Execution(ExecutionMode.CONCURRENT)
abstract class ChangesInLab {
  /** A connection that is silent for 50 s is dead, and 40 s later the pod is not ready. */
  private static final Duration UNREACHABLE = Duration.ofMinutes(5);

  private final PodsInLab lab;

  ChangesInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @Test
  void anotherImageIsAnotherTaskOfTheSamePod() {
    lab.apply("changes");
    JsonNode before = lab.inPhase("changes", "Running");
    lab.log("changes"); // it hears signals
    JsonNode first = PodsInLab.container(before, "main");
    // The same image by another name.
    String image = first.at("/image").asString().replace("@sha256:", ":again@sha256:");
    assertThat(image).contains(":again@");

    lab.home.kubectl("set", "image", "pod/changes", "main=" + image).exits(0);

    JsonNode after =
        lab.podWhen(
            "changes",
            "runs the other image",
            PodsInLab.SOON,
            p ->
                PodsInLab.container(p, "main").at("/image").asString("").equals(image)
                    && PodsInLab.container(p, "main").at("/state/running").isObject());
    JsonNode second = PodsInLab.container(after, "main");
    assertThat(after.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
    assertThat(second.at("/restartCount").asInt()).isOne();
    assertThat(second.at("/lastState/terminated/exitCode").asInt()).isEqualTo(7);
    assertThat(PodsInLab.task(second.at("/containerID").asString()))
        .isNotEqualTo(PodsInLab.task(first.at("/containerID").asString()));
    lab.told("changes", "Container main definition changed, will be restarted");
    lab.home.kubectl("delete", "pod", "changes", "--grace-period=1").exits(0);
  }

  @Test
  void aDeadlineThatIsBroughtForwardEndsThePodWithItsGrace() {
    lab.apply("deadline");
    lab.inPhase("deadline", "Running");
    lab.log("deadline"); // it hears signals
    // There is no time left, and it counts from the pod's start.
    lab.home
        .kubectl("patch", "pod", "deadline", "-p", "{\"spec\":{\"activeDeadlineSeconds\":1}}")
        .exits(0);

    JsonNode pod = lab.inPhase("deadline", "Failed");

    assertThat(pod.at("/status/reason").asString()).isEqualTo("DeadlineExceeded");
    assertThat(PodsInLab.container(pod, "main").at("/state/terminated/exitCode").asInt())
        .isEqualTo(9);
    lab.told("deadline", "Stopping container main");
    assertThat(lab.events("deadline")).doesNotContain("Stopping task");
  }

  @Test
  void aPodWhoseAgentIsNotHeardIsNotReadyUntilItIs() {
    lab.apply("lonely");
    JsonNode pod = lab.inPhase("lonely", "Running");
    lab.home.kubectl("wait", "--for=condition=Ready", "pod/lonely", "--timeout=180s").exits(0);
    String task = PodsInLab.task(PodsInLab.container(pod, "main").at("/containerID").asString());

    lab.home.docker("pause", "fnk-" + task + "-fnk-agent").exits(0);
    try {
      JsonNode lost =
          lab.podWhen(
              "lonely",
              "is not ready",
              UNREACHABLE,
              p -> PodsInLab.condition(p, "Ready").at("/status").asString().equals("False"));
      assertThat(PodsInLab.condition(lost, "Ready").at("/reason").asString())
          .isEqualTo("AgentUnreachable");
      assertThat(PodsInLab.container(lost, "main").at("/state/running").isObject()).isTrue();
      lab.told("lonely", "AgentUnreachable");
    } finally {
      lab.home.docker("unpause", "fnk-" + task + "-fnk-agent").exits(0);
    }

    lab.home.kubectl("wait", "--for=condition=Ready", "pod/lonely", "--timeout=180s").exits(0);
    lab.told("lonely", "AgentHeard");
    JsonNode again = lab.home.kubectlJson("get", "pod", "lonely");
    assertThat(PodsInLab.restarts(again, "main")).isZero();
    assertThat(PodsInLab.task(PodsInLab.container(again, "main").at("/containerID").asString()))
        .isEqualTo(task);
    lab.home.kubectl("delete", "pod", "lonely").exits(0);
  }
}
