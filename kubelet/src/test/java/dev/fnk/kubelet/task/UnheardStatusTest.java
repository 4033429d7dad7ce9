package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.exited;
import static dev.fnk.kubelet.task.Pods.pending;
import static dev.fnk.kubelet.task.Pods.running;
import static dev.fnk.kubelet.task.Pods.task;
import static dev.fnk.kubelet.task.Statuses.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.Reports;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod's status while no agent tells of its containers: ECS does, and the status before. */
final class UnheardStatusTest {
  /** When ECS saw all containers of a task run; and when they had ended. */
  private static final Instant STARTED = Instant.parse("2026-01-01T00:00:10Z");

  private static final Instant ENDED = Instant.parse("2026-01-01T00:00:40Z");
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");

  private final TaskToPodStatus mapping = new TaskToPodStatus("10.0.0.9");
  private final Pod web = Pods.restarting("Always");
  private final Pod prepared =
      Pods.pod(
          "p",
          "restartPolicy: Never\n"
              + "initContainers: [{name: prepare, image: x}]\ncontainers: [{name: web, image: y}]");

  @ParameterizedTest
  @CsvSource({"39,", "40, the task runs"})
  void aTaskThatRunsIsUnheardAfterHalfAMinute(int second, String message) {
    var status =
        mapping
            .status(
                web,
                PodSituation.of(task("t1", TaskView.Phase.RUNNING, running("web"))),
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second))
            .getContainerStatuses()
            .getFirst();

    assertThat(status.getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
    if (message == null) {
      assertThat(status.getState().getWaiting().getMessage()).isNull();
    } else {
      assertThat(status.getState().getWaiting().getMessage()).startsWith(message);
    }
    assertThat(status.getContainerID()).isNull();
    assertThat(status.getReady()).isFalse();
    assertThat(status.getStarted()).isFalse();
  }

  @Test
  void oneThatDoesNotRunYetIsNotUnheard() {
    var starting = PodSituation.of(task("t1", TaskView.Phase.STARTING, pending("web")));

    var status = container(mapping.status(web, starting, NOW));

    assertThat(status.getState().getWaiting().getMessage()).isNull();
    assertThat(status.getImageID()).isEqualTo("nginx@sha256:abc");
  }

  @Test
  void whatRanRunsOn() {
    Pod known = told(web, "t1", Reports.running("web", STARTED));

    var status = mapping.status(known, unheard("t1"), NOW);

    assertThat(status).isEqualTo(known.getStatus());
    assertThat(container(status).getStarted()).isTrue();
  }

  @Test
  void theNextTasksContainerIsNotTheLastTasks() {
    Pod known = told(web, "t1", Reports.running("web", STARTED));

    var status = container(mapping.status(known, unheard("t2"), NOW));

    assertThat(status.getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
    assertThat(status.getContainerID()).isEqualTo("fargate://t1/web");
    assertThat(status.getRestartCount()).isZero();
    assertThat(status.getLastState().getTerminated().getReason())
        .isEqualTo("ContainerStatusUnknown");
    assertThat(status.getLastState().getTerminated().getStartedAt())
        .isEqualTo("2026-01-01T00:00:10Z");
    assertThat(status.getLastState().getTerminated().getFinishedAt())
        .isEqualTo("2026-01-01T00:05:00Z");
  }

  @Test
  void aTaskThatEndedUnheardWasAnotherStart() {
    Pod known = told(web, "t1", Reports.ended("web", STARTED, ENDED, 7));

    var status =
        container(
            mapping.status(
                known, ended(task("t2", TaskView.Phase.STOPPED, exited("web", 3))), NOW));

    assertThat(status.getRestartCount()).isEqualTo(1);
    assertThat(status.getContainerID()).isEqualTo("fargate://t2/web");
    assertThat(status.getState().getTerminated().getExitCode()).isEqualTo(3);
    assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(7);
    assertThat(status.getLastState().getTerminated().getContainerID())
        .isEqualTo("fargate://t1/web");
  }

  @Test
  void ecsKnowsWhenTheContainersEndedAndTheStatusWhenAnInitContainerDid() {
    Pod known =
        told(
            prepared,
            "t1",
            Reports.ended("prepare", STARTED.minusSeconds(5), STARTED, 0),
            Reports.running("web", STARTED.plusSeconds(1)));

    var status =
        mapping.status(
            known,
            ended(task("t1", TaskView.Phase.STOPPED, exited("prepare", 0), exited("web", 0))),
            NOW);

    assertThat(times(status.getInitContainerStatuses().getFirst()))
        .containsExactly("2026-01-01T00:00:05Z", "2026-01-01T00:00:10Z");
    assertThat(times(container(status)))
        .containsExactly("2026-01-01T00:00:10Z", "2026-01-01T00:00:40Z");
    assertThat(status.getPhase()).isEqualTo("Succeeded");
  }

  @Test
  void whereNobodyKnowsTheTimeItIsNow() {
    assertThat(times(container(mapping.status(web, ended(untimed()), NOW))))
        .containsExactly(null, "2026-01-01T00:05:00Z");
  }

  /** What was told of the last task is no time of this one. */
  @Test
  void theTimesOfAnotherTaskAreNotTaken() {
    Pod known = told(web, "t0", Reports.ended("web", STARTED.minusSeconds(9), STARTED, 1));
    assertThat(times(container(mapping.status(known, ended(untimed()), NOW))))
        .containsExactly(null, "2026-01-01T00:05:00Z");
  }

  @Test
  void anEndWithoutAnExitCodeIsUnknown() {
    var lost = Pods.container("web", ContainerView.State.STOPPED, OptionalInt.empty());

    var status = mapping.status(web, ended(task("t1", TaskView.Phase.STOPPED, lost)), NOW);
    var end = container(status).getState().getTerminated();

    assertThat(end.getReason()).isEqualTo("ContainerStatusUnknown");
    assertThat(end.getExitCode()).isEqualTo(137);
    assertThat(end.getContainerID()).isEqualTo("fargate://t1/web");
    assertThat(times(container(status)))
        .containsExactly("2026-01-01T00:00:10Z", "2026-01-01T00:00:40Z");
    assertThat(status.getPhase()).isEqualTo("Failed");
  }

  @Test
  void aForgottenTaskOfWhichNothingWasToldIsUnknown() {
    var status = mapping.status(web, ended(TaskView.gone(Pods.TASK + "t1")), NOW);

    ContainerStateTerminated end = container(status).getState().getTerminated();
    assertThat(end.getReason()).isEqualTo("ContainerStatusUnknown");
    assertThat(end.getContainerID()).isNull();
    assertThat(times(container(status))).containsExactly(null, "2026-01-01T00:05:00Z");
  }

  @Test
  void aForgottenTaskHasEndedAsItWasToldToHave() {
    Pod known = told(web, "t1", Reports.ended("web", STARTED, ENDED, 7));

    var status = mapping.status(known, ended(TaskView.gone(Pods.TASK + "t1")), NOW);

    assertThat(container(status).getState())
        .isEqualTo(known.getStatus().getContainerStatuses().getFirst().getState());
  }

  @Test
  void theImageStaysKnownWhileItIsTheSame() {
    Pod known = told(web, "t1", Reports.running("web", STARTED));
    var starting = PodSituation.starting();

    assertThat(container(mapping.status(known, starting, NOW)).getImageID())
        .isEqualTo("nginx@sha256:abc");

    known.getSpec().getContainers().getFirst().setImage("nginx:2");
    assertThat(container(mapping.status(known, starting, NOW)).getImageID()).isEmpty();
  }

  /** A task pulls all images before it runs: init containers hold up no other's pull. */
  @Test
  void theBackOffIsToldOfWhatWouldRunFirst() {
    var failed = Pods.notStarted("CannotPullContainerError: no such image");
    var backOff =
        PodSituation.backOff(failed, new PodSituation.Waiting("ImagePullBackOff", "back-off"));

    var status = mapping.status(prepared, backOff, NOW);

    assertThat(status.getInitContainerStatuses().getFirst().getState().getWaiting().getReason())
        .isEqualTo("ImagePullBackOff");
    assertThat(container(status).getState().getWaiting().getReason()).isEqualTo("ErrImagePull");
    assertThat(container(mapping.status(web, backOff, NOW)).getState().getWaiting().getReason())
        .isEqualTo("ImagePullBackOff");
  }

  @Test
  void takenCapacityIsADisruption() {
    var failure = new PodSituation.Waiting(PodSituation.TERMINATED, "Spot took it");
    var taken =
        PodSituation.ended(
            Optional.of(task("t1", TaskView.Phase.STOPPED, exited("web", 137))),
            Optional.empty(),
            Optional.of(failure));

    Pod first = new PodBuilder(web).withStatus(mapping.status(web, taken, NOW)).build();
    PodStatus again = mapping.status(first, taken, NOW);

    assertThat(again.getReason()).isEqualTo("Terminated");
    assertThat(again.getConditions())
        .filteredOn(c -> c.getType().equals("DisruptionTarget"))
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.getStatus()).isEqualTo("True");
              assertThat(c.getReason()).isEqualTo("TerminationByKubelet");
              assertThat(c.getMessage()).isEqualTo("Spot took it");
              assertThat(c.getLastTransitionTime()).isEqualTo("2026-01-01T00:05:00Z");
            });

    var late =
        PodSituation.ended(
            Optional.of(task("t1", TaskView.Phase.STOPPED, exited("web", 143))),
            Optional.empty(),
            Optional.of(new PodSituation.Waiting("DeadlineExceeded", "late")));
    assertThat(mapping.status(web, late, NOW).getConditions())
        .extracting("type")
        .doesNotContain("DisruptionTarget");
  }

  private static List<String> times(ContainerStatus status) {
    var end = status.getState().getTerminated();
    return Arrays.asList(end.getStartedAt(), end.getFinishedAt());
  }

  private static PodSituation ended(TaskView task) {
    return PodSituation.ended(Optional.of(task), Optional.empty(), Optional.empty());
  }

  /** One of which ECS tells no times. */
  private static TaskView untimed() {
    return TaskViewBuilder.like(task("t1", TaskView.Phase.STOPPED, exited("web", 1)))
        .startedAt(Optional.empty())
        .executionStoppedAt(Optional.empty())
        .stoppedAt(Optional.empty())
        .build();
  }

  private static PodSituation unheard(String task) {
    return PodSituation.of(task(task, TaskView.Phase.RUNNING, running("web")));
  }

  /** The pod with the status that this report of its task's agent makes. */
  private Pod told(Pod pod, String task, ContainerReport... reports) {
    var situation =
        PodSituation.of(
            task(task, TaskView.Phase.RUNNING, running("web")), Optional.of(Reports.of(reports)));
    return new PodBuilder(pod).withStatus(mapping.status(pod, situation, NOW)).build();
  }
}
