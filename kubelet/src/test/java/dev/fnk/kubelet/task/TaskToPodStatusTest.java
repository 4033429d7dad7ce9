package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.MappedStatuses.MAPPING;
import static dev.fnk.kubelet.task.MappedStatuses.NOW;
import static dev.fnk.kubelet.task.MappedStatuses.ended;
import static dev.fnk.kubelet.task.MappedStatuses.status;
import static dev.fnk.kubelet.task.MappedStatuses.written;
import static dev.fnk.kubelet.task.Pods.exited;
import static dev.fnk.kubelet.task.Pods.heard;
import static dev.fnk.kubelet.task.Pods.pending;
import static dev.fnk.kubelet.task.Pods.restarting;
import static dev.fnk.kubelet.task.Pods.running;
import static dev.fnk.kubelet.task.Pods.task;
import static dev.fnk.kubelet.task.Statuses.condition;
import static dev.fnk.kubelet.task.Statuses.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The status of a pod whose task runs, or has not begun to. */
final class TaskToPodStatusTest {
  @Test
  void anEphemeralContainerIsToldAtOnceThatItCannotRun() {
    Pod debugged =
        new PodBuilder(restarting("Always"))
            .editSpec()
            .addNewEphemeralContainer()
            .withName("debug")
            .withImage("busybox")
            .endEphemeralContainer()
            .endSpec()
            .build();
    var situation = heard(task("t1", TaskView.Phase.RUNNING, running("web")));

    PodStatus status = status(debugged, situation);

    ContainerStatus debug = status.getEphemeralContainerStatuses().getFirst();
    assertThat(debug.getName()).isEqualTo("debug");
    assertThat(debug.getState().getTerminated().getExitCode()).isEqualTo(128);
    assertThat(debug.getState().getTerminated().getMessage()).contains("kubectl logs");
    assertThat(status.getPhase()).isEqualTo("Running");
    Pod later = written(debugged, situation, NOW);
    assertThat(
            MAPPING.status(later, situation, NOW.plusSeconds(60)).getEphemeralContainerStatuses())
        .isEqualTo(status.getEphemeralContainerStatuses());
  }

  @Test
  void withoutATaskItIsBeingCreated() {
    var status = status(restarting("Always"), PodSituation.starting());

    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(container(status).getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    assertThat(container(status).getRestartCount()).isZero();
    assertThat(container(status).getReady()).isFalse();
    assertThat(status.getHostIP()).isEqualTo("10.0.0.9");
    assertThat(status.getPodIP()).isNull();
    assertThat(status.getStartTime()).isEqualTo("2026-01-01T00:05:00Z");
    assertThat(condition(status, "PodScheduled").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("ContainersNotReady");
  }

  @Test
  void aRunningTask() {
    var status =
        status(restarting("Always"), heard(task("t1", TaskView.Phase.RUNNING, running("web"))));

    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(status.getPodIP()).isEqualTo("10.0.1.5");
    assertThat(status.getPodIPs()).extracting("ip").containsExactly("10.0.1.5");
    assertThat(container(status).getState().getRunning().getStartedAt())
        .isEqualTo("2026-01-01T00:00:10Z");
    assertThat(container(status).getContainerID()).isEqualTo("fargate://t1/web");
    assertThat(container(status).getImageID()).isEqualTo("nginx@sha256:abc");
    assertThat(container(status).getReady()).isTrue();
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
    assertThat(condition(status, "ContainersReady").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Initialized").getStatus()).isEqualTo("True");
  }

  @Test
  void oneOfTwoContainersIsNotReady() {
    var pod = Pods.pod("two", "containers: [{name: a, image: x}, {name: b, image: y}]");

    var status =
        status(pod, heard(task("t1", TaskView.Phase.STARTING, running("a"), pending("b"))));

    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(condition(status, "Ready").getMessage())
        .isEqualTo("containers with unready status: [b]");
  }

  @Test
  void theTimeOfATransitionStaysWhileTheConditionDoes() {
    var starting = PodSituation.starting();
    Pod pod = written(restarting("Always"), starting, NOW);

    var later = MAPPING.status(pod, starting, NOW.plusSeconds(60));
    assertThat(later).isEqualTo(pod.getStatus());

    var running =
        MAPPING.status(
            pod, heard(task("t1", TaskView.Phase.RUNNING, running("web"))), NOW.plusSeconds(60));
    assertThat(condition(running, "Ready").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:06:00Z");
    assertThat(condition(running, "PodScheduled").getLastTransitionTime())
        .isEqualTo("2026-01-01T00:05:00Z");
    assertThat(running.getStartTime()).isEqualTo("2026-01-01T00:05:00Z");
  }

  @Test
  void whatOthersSaidOfThePodIsKept() {
    Pod pod = restarting("Always");
    var gate = new PodCondition();
    gate.setType("example.com/gate");
    gate.setStatus("True");
    var before = new PodStatus();
    before.setQosClass("Burstable");
    before.setConditions(List.of(gate));
    pod.setStatus(before);

    var status = status(pod, PodSituation.starting());

    assertThat(status.getQosClass()).isEqualTo("Burstable");
    assertThat(condition(status, "example.com/gate")).isEqualTo(gate);
  }

  @Test
  void noPodLeavesAFinalPhase() {
    Pod pod =
        written(
            restarting("Never"), ended(task("t1", TaskView.Phase.STOPPED, exited("web", 0))), NOW);

    var status = status(pod, PodSituation.waiting("ContainerCreating", "x"));

    assertThat(status.getPhase()).isEqualTo("Succeeded");
  }

  @Test
  void aDeadlineFailsThePod() {
    var situation =
        PodSituation.ended(
            Optional.of(task("t1", TaskView.Phase.STOPPED, exited("web", 143))),
            Optional.empty(),
            Optional.of(new PodSituation.Waiting("DeadlineExceeded", "too long")));

    var status = status(restarting("Always"), situation);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getReason()).isEqualTo("DeadlineExceeded");
    assertThat(container(status).getState().getTerminated().getExitCode()).isEqualTo(143);
  }

  @Test
  void deletedWhileNothingRan() {
    var status = status(restarting("Always"), ended(Pods.notStarted("CannotPullContainerError")));

    assertThat(status.getPhase()).isEqualTo("Failed");
  }

  @Test
  void anotherTaskOfTheNodeChangesNoPodsAddressOfItsHost() {
    Pod pod = written(restarting("Always"), PodSituation.starting(), NOW);

    var status = new TaskToPodStatus("10.0.0.77").status(pod, PodSituation.starting(), NOW);

    assertThat(status).isEqualTo(pod.getStatus());
    assertThat(status.getHostIP()).isEqualTo("10.0.0.9");
    assertThat(status.getHostIPs()).extracting("ip").containsExactly("10.0.0.9");
  }
}
