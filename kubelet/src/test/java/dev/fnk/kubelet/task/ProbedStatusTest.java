package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Statuses.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What probes make of a pod's status. */
final class ProbedStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");

  private final TaskToPodStatus mapping = new TaskToPodStatus("10.0.0.9");
  private final TaskView task =
      Pods.task("t1", TaskView.Phase.RUNNING, Pods.running("proxy"), Pods.running("web"));
  private final Pod pod =
      Pods.pod(
          "p",
          """
          initContainers: [{name: proxy, image: b, restartPolicy: Always}]
          containers: [{name: web, image: a}]
          """);

  @Test
  void whatRunsIsReadyWhenItsProbesSaySo() {
    PodStatus status = status(pod, told("proxy", true, true), told("web", true, false));

    assertThat(status.getContainerStatuses().getFirst().getStarted()).isTrue();
    assertThat(status.getContainerStatuses().getFirst().getReady()).isFalse();
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "ContainersReady").getMessage())
        .isEqualTo("containers with unready status: [web]");
    assertThat(
            condition(
                    status(pod, told("proxy", true, true), told("web", true, true)),
                    "ContainersReady")
                .getStatus())
        .isEqualTo("True");
  }

  @Test
  void aSidecarCountsForThePodAndKeepsItFromBeingInitializedUntilItHasStarted() {
    PodStatus started = status(pod, told("proxy", true, false), waiting("web"));
    assertThat(condition(started, "Initialized").getStatus()).isEqualTo("True");
    assertThat(condition(started, "Ready").getMessage())
        .isEqualTo("containers with unready status: [proxy web]");

    PodStatus starting = status(pod, told("proxy", false, false), waiting("web"));
    assertThat(condition(starting, "Initialized").getStatus()).isEqualTo("False");
    assertThat(starting.getInitContainerStatuses().getFirst().getStarted()).isFalse();
  }

  /** A node that is new does not make ready what the one before had told as not. */
  @Test
  void untilTheAgentIsHeardItStandsAsItWasToldLast() {
    for (boolean ready : List.of(true, false)) {
      Pod known =
          new PodBuilder(pod)
              .withStatus(status(pod, told("proxy", true, ready), told("web", ready, ready)))
              .build();

      PodStatus unheard = mapping.status(known, PodSituation.of(task), NOW);

      ContainerStatus web = unheard.getContainerStatuses().getFirst();
      assertThat(web.getState().getRunning()).isNotNull();
      assertThat(List.of(web.getStarted(), web.getReady())).containsOnly(ready);
      assertThat(unheard.getInitContainerStatuses().getFirst().getReady()).isEqualTo(ready);
    }
  }

  private PodStatus status(Pod pod, ContainerReport... told) {
    var agent = new AgentStatus(1, true, false, false, false, List.of(told), List.of());
    return mapping.status(pod, PodSituation.of(task, Optional.of(agent)), NOW);
  }

  private static ContainerReport told(String name, boolean started, boolean ready) {
    return new ContainerReport(
        name,
        ContainerReport.State.RUNNING,
        Optional.empty(),
        Optional.empty(),
        started,
        ready,
        0,
        Optional.of(NOW),
        Optional.empty(),
        Optional.empty());
  }

  private static ContainerReport waiting(String name) {
    return new ContainerReport(
        name,
        ContainerReport.State.WAITING,
        Optional.of("PodInitializing"),
        Optional.empty(),
        false,
        false,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
