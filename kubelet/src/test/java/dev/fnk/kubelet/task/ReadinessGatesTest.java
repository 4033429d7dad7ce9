package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.heard;
import static dev.fnk.kubelet.task.Pods.running;
import static dev.fnk.kubelet.task.Pods.task;
import static dev.fnk.kubelet.task.Statuses.condition;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Gates that others open: a pod is ready when all are. */
final class ReadinessGatesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");
  private final TaskToPodStatus mapping = new TaskToPodStatus("10.0.0.9");

  private PodStatus status(Pod pod, PodSituation situation) {
    return mapping.status(pod, situation, NOW);
  }

  @Test
  void aReadinessGateKeepsThePodFromBeingReady() {
    var pod =
        Pods.pod(
            "gated",
            """
            readinessGates: [{conditionType: example.com/front}, {conditionType: example.com/back}]
            containers: [{name: web, image: 'nginx:1'}]
            """);
    var situation = heard(task("t1", TaskView.Phase.RUNNING, running("web")));

    var status = status(pod, situation);

    assertThat(condition(status, "ContainersReady").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("ReadinessGatesNotReady");
    assertThat(condition(status, "Ready").getMessage())
        .isEqualTo(
            "corresponding condition of pod readiness gate \"example.com/front\" does not exist.,"
                + " corresponding condition of pod readiness gate \"example.com/back\" does not"
                + " exist.");

    var halfOpen = status(gates(pod, status, "True", "False"), situation);
    assertThat(condition(halfOpen, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(halfOpen, "Ready").getMessage())
        .isEqualTo(
            "the status of pod readiness gate \"example.com/back\" is not \"True\", but False");

    var open = status(gates(pod, status, "True", "True"), situation);
    assertThat(condition(open, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(open, "Ready").getReason()).isNull();
    assertThat(condition(open, "example.com/back").getStatus()).isEqualTo("True");
  }

  private static Pod gates(Pod pod, PodStatus status, String front, String back) {
    return new PodBuilder(pod)
        .withStatus(status)
        .editStatus()
        .addNewCondition()
        .withType("example.com/front")
        .withStatus(front)
        .endCondition()
        .addNewCondition()
        .withType("example.com/back")
        .withStatus(back)
        .endCondition()
        .endStatus()
        .build();
  }

  @Test
  void aGateDoesNotHideThatContainersAreNotReady() {
    var pod =
        Pods.pod(
            "gated",
            """
            readinessGates: [{conditionType: example.com/front}]
            containers: [{name: web, image: 'nginx:1'}]
            """);

    var status = status(pod, PodSituation.starting());

    assertThat(condition(status, "Ready").getReason()).isEqualTo("ContainersNotReady");
  }
}
