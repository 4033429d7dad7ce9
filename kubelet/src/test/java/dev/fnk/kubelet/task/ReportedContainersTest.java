package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.podspec.PodWords;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportedContainersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");
  private static final Instant STARTED = Instant.parse("2026-01-01T00:01:00.7Z");
  private static final Instant ENDED = Instant.parse("2026-01-01T00:02:00.2Z");
  private static final ContainerReport.Run FAILED =
      new ContainerReport.Run(
          Optional.of(STARTED), ENDED, 3, 0, "Error", Optional.of("no such table"));

  private final Pod pod = Pods.restarting("Always");

  @Test
  void whatHasNotBegunWaitsForTheReasonThatTheAgentTells() {
    var status = web(pod, "t1", waiting("CreateContainerConfigError", "runs as root", 0, null));

    assertThat(status.getState().getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
    assertThat(status.getState().getWaiting().getMessage()).isEqualTo("runs as root");
    assertThat(status.getContainerID()).isNull();
    assertThat(status.getRestartCount()).isZero();
    assertThat(status.getReady()).isFalse();
    assertThat(status.getStarted()).isFalse();
    assertThat(status.getLastState().getTerminated()).isNull();
  }

  @Test
  void aContainerThatTheAgentDoesNotTellOfIsBeingCreated() {
    assertThat(web(pod, "t1", null).getState().getWaiting().getReason())
        .isEqualTo("ContainerCreating");
    var withInit =
        Pods.pod("i", "initContainers: [{name: i, image: b}]\ncontainers: [{name: web, image: a}]");
    assertThat(web(withInit, "t1", null).getState().getWaiting().getReason())
        .isEqualTo("PodInitializing");
  }

  @Test
  void aRunningContainer() {
    var status = web(pod, "t1", running(0, null));

    assertThat(status.getState().getRunning().getStartedAt()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(status.getContainerID()).isEqualTo("fargate://t1/web");
    assertThat(status.getImageID()).isEqualTo("nginx@sha256:abc");
    assertThat(status.getReady()).isTrue();
    assertThat(status.getStarted()).isTrue();
  }

  @Test
  void oneThatHasEndedTellsHow() {
    var end =
        web(
                pod,
                "t1",
                new ContainerReport(
                    "web",
                    ContainerReport.State.TERMINATED,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    0,
                    Optional.of(STARTED),
                    Optional.of(FAILED),
                    Optional.empty()))
            .getState()
            .getTerminated();

    assertThat(end.getExitCode()).isEqualTo(3);
    assertThat(end.getReason()).isEqualTo("Error");
    assertThat(end.getMessage()).isEqualTo("no such table");
    assertThat(end.getStartedAt()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(end.getFinishedAt()).isEqualTo("2026-01-01T00:02:00Z");
    assertThat(end.getContainerID()).isEqualTo("fargate://t1/web");
  }

  @Test
  void aRestartInPlaceCountsAndHasAnIdOfItsOwn() {
    var status = web(written(pod, "t1", running(0, null)), "t1", running(2, FAILED));

    assertThat(status.getRestartCount()).isEqualTo(2);
    assertThat(status.getContainerID()).isEqualTo("fargate://t1/web/2");
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getLastState().getTerminated().getContainerID())
        .isEqualTo("fargate://t1/web/1");
  }

  @Test
  void oneInBackOffHasTheIdOfItsLastRun() {
    var status = web(pod, "t1", waiting("CrashLoopBackOff", "back-off 10s", 1, FAILED));

    assertThat(status.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
    assertThat(status.getState().getWaiting().getMessage())
        .isEqualTo("back-off 10s pod=" + PodWords.of(pod));
    assertThat(status.getContainerID()).isEqualTo("fargate://t1/web/1");
    assertThat(status.getLastState().getTerminated().getContainerID())
        .isEqualTo("fargate://t1/web/1");
    assertThat(status.getRestartCount()).isEqualTo(1);
  }

  @Test
  void theCountGoesOnInAnotherTask() {
    Pod before = written(pod, "t1", running(2, FAILED));

    var starting = web(before, "t2", waiting("ContainerCreating", null, 0, null));
    assertThat(starting.getRestartCount()).isEqualTo(2);
    assertThat(starting.getContainerID()).isEqualTo("fargate://t1/web/2");

    var begun = web(before, "t2", running(0, null));
    assertThat(begun.getRestartCount()).isEqualTo(3);
    assertThat(begun.getContainerID()).isEqualTo("fargate://t2/web");
    // Nobody saw it end.
    assertThat(begun.getLastState().getTerminated().getReason())
        .isEqualTo("ContainerStatusUnknown");
    assertThat(begun.getLastState().getTerminated().getContainerID())
        .isEqualTo("fargate://t1/web/2");

    Pod again = written(before, "t2", running(0, null));
    assertThat(web(again, "t2", running(0, null)).getRestartCount()).isEqualTo(3);
    assertThat(web(again, "t2", running(0, null)).getLastState()).isEqualTo(begun.getLastState());
    assertThat(web(again, "t2", running(4, FAILED)).getRestartCount()).isEqualTo(7);
  }

  @Test
  void whatIsToldTwiceIsTheSameStatus() {
    for (ContainerReport told :
        List.of(
            running(2, FAILED),
            waiting("CrashLoopBackOff", "back-off 10s", 1, FAILED),
            waiting("ContainerCreating", null, 0, null))) {
      Pod once = written(written(pod, "t1", running(1, FAILED)), "t2", told);
      assertThat(web(once, "t2", told))
          .isEqualTo(once.getStatus().getContainerStatuses().getFirst());
    }
  }

  @Test
  void initContainersAreReadyWhenDoneAndSidecarsWhenTheyRun() {
    var withInit =
        Pods.pod(
            "i",
            """
            initContainers: [{name: prepare, image: b}, {name: proxy, image: b, restartPolicy: Always}]
            containers: [{name: web, image: a}]
            """);
    var done = new ContainerReport.Run(Optional.of(STARTED), ENDED, 0, 0, "Completed", none());
    var inits =
        new ReportedContainers(
                withInit,
                task("t1", TaskView.Phase.RUNNING, Pods.running("web")),
                new AgentStatus(
                    1,
                    true,
                    false,
                    false,
                    false,
                    List.of(
                        new ContainerReport(
                            "prepare",
                            ContainerReport.State.TERMINATED,
                            none(),
                            none(),
                            false,
                            false,
                            0,
                            Optional.of(STARTED),
                            Optional.of(done),
                            Optional.empty()),
                        named("proxy", running(0, null))),
                    List.of()),
                Optional.empty(),
                NOW)
            .inits();

    assertThat(inits).extracting(ContainerStatus::getName).containsExactly("prepare", "proxy");
    assertThat(inits).extracting(ContainerStatus::getReady).containsExactly(true, true);
  }

  /** What is PID 1 ends with its task, when its agent has ended already. */
  @ParameterizedTest
  @CsvSource({"0, 0, Completed", "143, 143, Error", ", 137, ContainerStatusUnknown"})
  void whatRanWhenItsAgentEndedHasEndedAsEcsSays(Integer told, int code, String reason) {
    ContainerView web =
        told == null
            ? Pods.container("web", ContainerView.State.STOPPED, OptionalInt.empty())
            : Pods.exited("web", told);
    ContainerStatus status =
        containers(pod, task("t1", TaskView.Phase.STOPPED, web), running(0, null)).getFirst();

    var end = status.getState().getTerminated();
    assertThat(end.getExitCode()).isEqualTo(code);
    assertThat(end.getReason()).isEqualTo(reason);
    assertThat(end.getStartedAt()).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(end.getFinishedAt()).isEqualTo("2026-01-01T00:00:40Z");
    assertThat(status.getReady()).isFalse();
    assertThat(status.getStarted()).isFalse();
  }

  private static ContainerStatus web(Pod pod, String task, ContainerReport told) {
    return containers(pod, task, told).getFirst();
  }

  private static List<ContainerStatus> containers(Pod pod, String task, ContainerReport told) {
    return containers(pod, task(task, TaskView.Phase.RUNNING, Pods.running("web")), told);
  }

  private static List<ContainerStatus> containers(Pod pod, TaskView task, ContainerReport told) {
    return new ReportedContainers(
            pod,
            task,
            new AgentStatus(
                1, true, false, false, false, told == null ? List.of() : List.of(told), List.of()),
            Optional.empty(),
            NOW)
        .all();
  }

  private static Pod written(Pod pod, String task, ContainerReport told) {
    return new PodBuilder(pod)
        .editOrNewStatus()
        .withContainerStatuses(containers(pod, task, told))
        .endStatus()
        .build();
  }

  private static ContainerReport running(int restarts, ContainerReport.Run last) {
    return new ContainerReport(
        "web",
        ContainerReport.State.RUNNING,
        none(),
        none(),
        true,
        true,
        restarts,
        Optional.of(STARTED),
        Optional.empty(),
        Optional.ofNullable(last));
  }

  private static ContainerReport waiting(
      String reason, String message, int restarts, ContainerReport.Run last) {
    return new ContainerReport(
        "web",
        ContainerReport.State.WAITING,
        Optional.of(reason),
        Optional.ofNullable(message),
        false,
        false,
        restarts,
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(last));
  }

  private static ContainerReport named(String name, ContainerReport told) {
    return new ContainerReport(
        name,
        told.state(),
        told.reason(),
        told.message(),
        told.started(),
        told.ready(),
        told.restarts(),
        told.startedAt(),
        told.run(),
        told.last());
  }

  private static Optional<String> none() {
    return Optional.empty();
  }
}
