package dev.fnk.cli.e2e;

import static dev.fnk.cli.e2e.PodsInLab.SOON;
import static dev.fnk.cli.e2e.PodsInLab.container;
import static dev.fnk.cli.e2e.PodsInLab.restarts;
import static dev.fnk.cli.e2e.PodsInLab.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** A container that is PID 1 itself, by its pod's annotation: what it has, and what it has not. */
@Execution(ExecutionMode.CONCURRENT)
abstract class FirstProcessInLab {
  private final PodsInLab lab;

  FirstProcessInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @Test
  void itsProgramIsPid1AndHowItEndsEcsTells() {
    lab.apply("first-process");
    lab.podWhen("first", "runs", SOON, p -> runs(p, "main") && runs(p, "beside"));
    String none = "CapBnd:\t0000000000000000";
    assertThat(lab.logWith(none, "first", "-c", "main"))
        .containsExactly("pid 1", "Uid:\t10001\t10001\t10001\t10001", none);

    Run refused = lab.home.kubectl("exec", "first", "-c", "main", "--", "true").exits(1);
    assertThat(refused.err())
        .contains("container \"main\" is PID 1 by the pod's annotation fnk.dev/pid1");
    lab.home.kubectl("exec", "first", "-c", "beside", "--", "touch", "/shared/go").exits(0);

    JsonNode ended = container(lab.inPhase("first", "Failed"), "main").at("/state/terminated");
    assertThat(ended.at("/exitCode").asInt()).isEqualTo(7);
    assertThat(ended.at("/message").asString()).isEqualTo("enough\n");
    lab.told("first", "FirstProcess", "container main is PID 1 (annotation fnk.dev/pid1)");
  }

  private static boolean runs(JsonNode pod, String name) {
    return container(pod, name).at("/state/running").isObject();
  }

  @Test
  void itRunsAgainWithItsPodInAnotherTask() {
    lab.apply("first-process-again");
    JsonNode pod =
        lab.podWhen("first-again", "runs", SOON, p -> runs(p, "main") && runs(p, "beside"));
    String first = container(pod, "main").at("/containerID").asString();
    lab.home.kubectl("exec", "first-again", "-c", "beside", "--", "touch", "/shared/go").exits(0);

    JsonNode again =
        lab.podWhen(
            "first-again", "runs again", SOON, p -> restarts(p, "main") == 1 && runs(p, "main"));
    JsonNode main = container(again, "main");
    assertThat(main.at("/lastState/terminated/exitCode").asInt()).isEqualTo(3);
    assertThat(main.at("/lastState/terminated/containerID").asString()).isEqualTo(first);
    assertThat(task(main.at("/containerID").asString())).isNotEqualTo(task(first));
    lab.told("first-again", "Container main is PID 1 and cannot be restarted in place");
    lab.home.kubectl("delete", "pod", "first-again").exits(0);
  }

  /** With the first signal: PID 1 ignores what it has no handler for. */
  @Test
  void itIsStoppedByEcs() {
    lab.apply("first-process-polite");
    lab.inPhase("first-polite", "Running");
    lab.log("first-polite");

    Run deleted = lab.home.kubectl("delete", "pod", "first-polite").exits(0);
    assertThat(deleted.took()).isLessThan(Duration.ofSeconds(80));
  }
}
