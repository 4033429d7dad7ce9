package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.exited;
import static dev.fnk.kubelet.task.Pods.running;
import static dev.fnk.kubelet.task.Pods.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.Reports;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The phase of a pod that gets no other task. */
final class EndedPhaseTest {
  private static final Instant STARTED = Instant.parse("2026-01-01T00:00:10Z");
  private static final Instant ENDED = Instant.parse("2026-01-01T00:00:40Z");
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");

  private final Pod two =
      Pods.pod(
          "two", "restartPolicy: Never\ncontainers: [{name: a, image: x}, {name: b, image: y}]");

  /** ECS counts what it has killed itself, when the first container ended, as failed. */
  @ParameterizedTest
  @CsvSource({"0, 0, Succeeded", "0, 3, Failed", "3, 0, Failed", "3, 3, Failed"})
  void anAgentThatWasHeardToTheEndKnowsMoreThanEcs(int first, int second, String phase) {
    var agent = Reports.of(report("a", first), report("b", second));
    var killed = task("t1", TaskView.Phase.STOPPED, exited("a", 137), exited("b", 137));
    var well = task("t1", TaskView.Phase.STOPPED, exited("a", 0), exited("b", 0));

    assertThat(phase(killed, Optional.of(agent))).isEqualTo(phase);
    assertThat(phase(well, Optional.of(agent))).isEqualTo(phase);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, Succeeded", "0, 3, Failed"})
  void withoutAnAgentItIsEcs(int first, int second, String phase) {
    var task = task("t1", TaskView.Phase.STOPPED, exited("a", first), exited("b", second));

    assertThat(phase(task, Optional.empty())).isEqualTo(phase);
  }

  @Test
  void whatNeverBeganHasFailed() {
    var agent = Reports.of(report("a", 0), Reports.waiting("b"));

    assertThat(phase(task("t1", TaskView.Phase.STOPPED, exited("a", 0)), Optional.of(agent)))
        .isEqualTo("Failed");
  }

  @Test
  void itRunsWhileOneOfItsContainersDoes() {
    var agent = Reports.of(report("a", 0), Reports.running("b", STARTED));

    assertThat(phase(task("t1", TaskView.Phase.ENDING, running("b")), Optional.of(agent)))
        .isEqualTo("Running");
  }

  @Test
  void aReasonToFailItCountsOnceItsTaskHasEnded() {
    var running = task("t1", TaskView.Phase.RUNNING, running("a"), running("b"));
    var agent = Reports.of(Reports.running("a", STARTED), Reports.running("b", STARTED));
    var late = Optional.of(new PodSituation.Waiting("DeadlineExceeded", "too long"));
    var ending =
        new PodSituation(
            Optional.of(running),
            Optional.of(agent),
            Optional.empty(),
            false,
            late,
            Optional.empty());

    assertThat(phase(ending)).isEqualTo("Running");
    assertThat(phase(PodSituation.ended(Optional.of(running), Optional.of(agent), late)))
        .isEqualTo("Failed");
  }

  private static ContainerReport report(String name, int code) {
    return Reports.ended(name, STARTED, ENDED, code);
  }

  private String phase(TaskView task, Optional<AgentStatus> agent) {
    return phase(PodSituation.ended(Optional.of(task), agent, Optional.empty()));
  }

  private String phase(PodSituation situation) {
    return new TaskToPodStatus("10.0.0.9").status(two, situation, NOW).getPhase();
  }
}
