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
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status of a pod whose task has ended. */
final class EndedTaskStatusTest {
  private static PodSituation backOff(TaskView task, String reason) {
    return PodSituation.backOff(task, new PodSituation.Waiting(reason, "back-off"));
  }

  @ParameterizedTest
  @CsvSource({
    "Never, 0, Succeeded, Completed",
    "Never, 3, Failed, Error",
    "OnFailure, 0, Succeeded, Completed",
  })
  void endedForGood(String policy, int code, String phase, String reason) {
    var status =
        status(restarting(policy), ended(task("t1", TaskView.Phase.STOPPED, exited("web", code))));
    var terminated = container(status).getState().getTerminated();

    assertThat(status.getPhase()).isEqualTo(phase);
    assertThat(terminated.getExitCode()).isEqualTo(code);
    assertThat(terminated.getReason()).isEqualTo(reason);
    assertThat(terminated.getStartedAt()).isEqualTo("2026-01-01T00:00:10Z");
    assertThat(terminated.getFinishedAt()).isEqualTo("2026-01-01T00:00:40Z");
    assertThat(terminated.getContainerID()).isEqualTo("fargate://t1/web");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Ready").getReason())
        .isEqualTo(phase.equals("Succeeded") ? "PodCompleted" : "PodFailed");
  }

  @Test
  void outOfMemory() {
    var killed =
        new ContainerView(
            "web",
            ContainerView.State.STOPPED,
            OptionalInt.of(137),
            Optional.of("OutOfMemoryError: Container killed due to memory usage"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    var status = status(restarting("Never"), ended(task("t1", TaskView.Phase.STOPPED, killed)));

    assertThat(container(status).getState().getTerminated().getReason()).isEqualTo("OOMKilled");
    assertThat(status.getPhase()).isEqualTo("Failed");
  }

  @Test
  void aRestartCountsOnceAndKeepsTheLastEnd() {
    Pod pod = restarting("Always");
    var first = task("t1", TaskView.Phase.STOPPED, exited("web", 7));
    pod = written(pod, heard(task("t1", TaskView.Phase.RUNNING, running("web"))), NOW);
    pod = written(pod, backOff(first, "CrashLoopBackOff"), NOW);

    assertThat(container(pod.getStatus()).getRestartCount()).isZero();
    assertThat(container(pod.getStatus()).getState().getWaiting().getReason())
        .isEqualTo("CrashLoopBackOff");
    assertThat(container(pod.getStatus()).getLastState().getTerminated().getExitCode())
        .isEqualTo(7);
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");

    pod = written(pod, PodSituation.starting(), NOW);
    assertThat(container(pod.getStatus()).getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    assertThat(pod.getStatus().getPodIP()).isNull();

    var second = heard(task("t2", TaskView.Phase.RUNNING, running("web")));
    pod = written(pod, second, NOW);
    pod = written(pod, second, NOW);
    assertThat(container(pod.getStatus()).getRestartCount()).isEqualTo(1);
    assertThat(container(pod.getStatus()).getLastState().getTerminated().getExitCode())
        .isEqualTo(7);
    assertThat(container(pod.getStatus()).getContainerID()).isEqualTo("fargate://t2/web");
    assertThat(container(pod.getStatus()).getReady()).isTrue();
  }

  @Test
  void anEndThatNobodySawIsUnknown() {
    Pod pod =
        written(
            restarting("Always"), heard(task("t1", TaskView.Phase.RUNNING, running("web"))), NOW);

    var status = status(pod, heard(task("t2", TaskView.Phase.RUNNING, running("web"))));

    assertThat(container(status).getRestartCount()).isEqualTo(1);
    assertThat(container(status).getLastState().getTerminated().getReason())
        .isEqualTo("ContainerStatusUnknown");
  }

  @Test
  void aForgottenTaskEndedWith137() {
    Pod pod =
        written(
            restarting("Never"), heard(task("t1", TaskView.Phase.RUNNING, running("web"))), NOW);
    var gone = ended(TaskView.gone(Pods.TASK + "t1"));

    var status = status(pod, gone);
    var terminated = container(status).getState().getTerminated();

    assertThat(terminated.getExitCode()).isEqualTo(137);
    assertThat(terminated.getReason()).isEqualTo("ContainerStatusUnknown");
    assertThat(terminated.getStartedAt()).isEqualTo("2026-01-01T00:00:10Z");
    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(container(status).getContainerID()).isEqualTo("fargate://t1/web");
    assertThat(MAPPING.status(written(pod, gone, NOW), gone, NOW.plusSeconds(60)))
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "CannotPullContainerError: no such image, ErrImagePull",
    "ResourceInitializationError: network, CreateContainerError",
  })
  void aTaskThatNeverRanWaits(String words, String reason) {
    var task = Pods.notStarted(words);
    var status = status(restarting("Never"), PodSituation.of(task));

    assertThat(status.getPhase()).isEqualTo("Pending");
    assertThat(container(status).getState().getWaiting().getReason()).isEqualTo(reason);
    assertThat(container(status).getState().getWaiting().getMessage()).isEqualTo(words);
    assertThat(container(status).getRestartCount()).isZero();

    var later = status(restarting("Never"), backOff(task, "ImagePullBackOff"));
    assertThat(later.getPhase()).isEqualTo("Pending");
    assertThat(container(later).getState().getWaiting().getReason()).isEqualTo("ImagePullBackOff");
    assertThat(container(later).getLastState().getTerminated()).isNull();
  }

  @Test
  void aContainerThatCouldNotStartEndedWith128() {
    var status =
        status(
            restarting("Never"),
            ended(Pods.notStarted("CannotStartContainerError: exec: \"nope\"")));

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(container(status).getState().getTerminated().getExitCode()).isEqualTo(128);
    assertThat(container(status).getState().getTerminated().getReason()).isEqualTo("StartError");
  }

  private static final String WITH_INIT =
      """
      restartPolicy: %s
      initContainers: [{name: prepare, image: x}]
      containers: [{name: web, image: 'nginx:1'}]
      """;

  private static ContainerStatus prepare(PodStatus status) {
    return status.getInitContainerStatuses().getFirst();
  }

  @Test
  void initContainersFirst() {
    Pod pod = Pods.pod("a", WITH_INIT.formatted("Always"));

    pod =
        written(
            pod,
            heard(task("t1", TaskView.Phase.STARTING, running("prepare"), pending("web"))),
            NOW);
    assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    assertThat(prepare(pod.getStatus()).getState().getRunning()).isNotNull();
    assertThat(container(pod.getStatus()).getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
    assertThat(condition(pod.getStatus(), "Initialized").getReason())
        .isEqualTo("ContainersNotInitialized");

    var status =
        MAPPING.status(
            pod,
            heard(task("t1", TaskView.Phase.RUNNING, exited("prepare", 0), running("web"))),
            NOW.plusSeconds(5));
    assertThat(status.getPhase()).isEqualTo("Running");
    assertThat(prepare(status).getState().getTerminated().getReason()).isEqualTo("Completed");
    assertThat(prepare(status).getState().getTerminated().getStartedAt())
        .isEqualTo("2026-01-01T00:00:10Z");
    assertThat(prepare(status).getState().getTerminated().getFinishedAt())
        .isEqualTo("2026-01-01T00:00:20Z");
    assertThat(prepare(status).getReady()).isTrue();
    assertThat(condition(status, "Initialized").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
  }

  @Test
  void anInitContainerThatFailsHoldsTheOthers() {
    var failed = Pods.initFailed(1);

    var never = status(Pods.pod("a", WITH_INIT.formatted("Never")), ended(failed));
    assertThat(never.getPhase()).isEqualTo("Failed");
    assertThat(prepare(never).getState().getTerminated().getExitCode()).isEqualTo(1);
    assertThat(container(never).getState().getWaiting().getReason()).isEqualTo("PodInitializing");

    var always =
        status(Pods.pod("a", WITH_INIT.formatted("Always")), backOff(failed, "CrashLoopBackOff"));
    assertThat(always.getPhase()).isEqualTo("Pending");
    assertThat(prepare(always).getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
    assertThat(container(always).getState().getWaiting().getReason()).isEqualTo("PodInitializing");
  }

  @ParameterizedTest
  @CsvSource({
    "UserInitiated, 143, the words",
    "SpotInterruption, 137, the words",
    "EssentialContainerExited, 1,",
    "UserInitiated, 0,",
  })
  void whoeverStoppedAContainerIsTold(String code, int exit, String message) {
    var status = status(restarting("Never"), ended(Pods.stopped(code, exited("web", exit))));

    assertThat(container(status).getState().getTerminated().getMessage()).isEqualTo(message);
  }

  @Test
  void succeededMeansThatAllHave() {
    var pod =
        Pods.pod(
            "job",
            "restartPolicy: Never\ncontainers: [{name: web, image: x}, {name: b, image: y}]");

    assertThat(
            status(
                    pod,
                    ended(task("t1", TaskView.Phase.STOPPED, exited("web", 0), exited("b", 137))))
                .getPhase())
        .isEqualTo("Failed");
  }
}
