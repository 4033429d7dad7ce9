package dev.fnk.cli.e2e;

import static dev.fnk.cli.e2e.PodsInLab.SOON;
import static dev.fnk.cli.e2e.PodsInLab.condition;
import static dev.fnk.cli.e2e.PodsInLab.container;
import static dev.fnk.cli.e2e.PodsInLab.restarts;
import static dev.fnk.cli.e2e.PodsInLab.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** Containers that run again in the task that they had. */
@Execution(ExecutionMode.CONCURRENT)
abstract class RestartsInLab {
  private final PodsInLab lab;

  RestartsInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @Test
  void oneContainerIsRestartedInPlaceAndTheOtherIsNot() {
    lab.apply("restarts");

    JsonNode pod =
        lab.podWhen(
            "restarts",
            "has a second restart",
            SOON,
            p ->
                restarts(p, "shaky") >= 2
                    && restarts(p, "ruled") >= 2
                    && container(p, "unruled").at("/state/terminated").isObject());
    assertThat(restarts(pod, "steady")).isZero();
    assertThat(container(pod, "ruled").at("/lastState/terminated/exitCode").asInt()).isEqualTo(42);
    assertThat(restarts(pod, "unruled")).isZero();
    assertThat(container(pod, "unruled").at("/state/terminated/exitCode").asInt()).isEqualTo(43);
    JsonNode last = container(pod, "shaky").at("/lastState/terminated");
    assertThat(last.at("/exitCode").asInt()).isEqualTo(3);
    assertThat(last.at("/message").asString()).isEqualTo("last words\n");
    assertThat(container(pod, "steady").at("/containerID").asString())
        .startsWith("fargate://" + task(container(pod, "shaky").at("/containerID").asString()));
    lab.home.kubectl("delete", "pod", "restarts").exits(0);
  }

  @Test
  void allContainersBeginAnewInTheirTask() {
    lab.apply("anew");

    JsonNode pod =
        lab.podWhen(
            "anew",
            "runs again",
            SOON,
            p ->
                containers(p).allMatch(c -> c.at("/restartCount").asInt(0) == 1)
                    && status(p, "AllContainersRestarting").equals("False")
                    && status(p, "Initialized").equals("True"));
    var containers = containers(pod).toList();
    assertThat(containers)
        .extracting(c -> c.at("/restartCount").asInt())
        .containsExactly(1, 1, 1, 1, 1);
    assertThat(containers)
        .extracting(c -> c.at("/lastState/terminated/reason").asString())
        .containsOnly("RestartingAllContainers");
    List<String> log =
        Await.value(
            "all six lines",
            SOON,
            () ->
                Optional.of(lab.log("anew", "-c", "other").lines().toList())
                    .filter(lines -> lines.size() >= 6));
    assertThat(log).containsExactly("once", "once", "prepared", "prepared", "proxied", "proxied");
    lab.home.kubectl("delete", "pod", "anew").exits(0);
  }

  private static Stream<JsonNode> containers(JsonNode pod) {
    return Stream.of("/status/initContainerStatuses", "/status/containerStatuses")
        .flatMap(statuses -> pod.at(statuses).valueStream());
  }

  private static String status(JsonNode pod, String condition) {
    return condition(pod, condition).at("/status").asString("");
  }
}
