package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.AgentDecisions.NOW;
import static dev.fnk.kubelet.pod.AgentDecisions.RUNNING;
import static dev.fnk.kubelet.pod.AgentDecisions.TOLD;
import static dev.fnk.kubelet.pod.AgentDecisions.ended;
import static dev.fnk.kubelet.pod.AgentDecisions.pod;
import static dev.fnk.kubelet.pod.AgentDecisions.record;
import static dev.fnk.kubelet.pod.AgentDecisions.reporting;
import static dev.fnk.kubelet.pod.AgentDecisions.running;
import static dev.fnk.kubelet.pod.AgentDecisions.silent;
import static dev.fnk.kubelet.pod.AgentDecisions.state;
import static dev.fnk.kubelet.pod.AgentDecisions.status;
import static dev.fnk.kubelet.pod.AgentDecisions.stopping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row by row: how a pod ends by the agent in its task, and its task with it. */
final class AgentEndDecisionTest {
  private final Instructions.Instruction instruction = new Instructions.Instruction.Ready(TOLD);

  private final PodDecider decider = AgentDecisions.decider(() -> instruction);

  /** With 20 s of grace that end in 20 s. */
  private static PodBuilder deleting(PodBuilder pod) {
    return pod.editMetadata()
        .withDeletionTimestamp("2026-01-01T00:01:20Z")
        .withDeletionGracePeriodSeconds(20L)
        .endMetadata();
  }

  private Decision decide(PodBuilder pod, PodRecord record, Observations seen) {
    return decider.decide(pod.build(), record, seen, NOW);
  }

  @Test
  void aDeletedPodIsEndedByItsAgentWithTheGraceOfTheDeletion() {
    Decision decision = decide(deleting(pod("Always")), record(), reporting(running()));

    assertThat(decision.actions())
        .containsExactly(
            new Action.Terminate("t", Duration.ofSeconds(20)),
            new Action.Tell(false, "Killing", "Stopping container web"));
    assertThat(decision.lookAgainAt()).contains(NOW.plusSeconds(25));
    assertThat(state(decision).getRunning()).isNotNull();
  }

  @Test
  void anAgentThatWasAskedIsAskedAgainUntilItSaysThatItStops() {
    PodRecord asked = record().stopAsked(NOW.plusSeconds(3));
    assertThat(decide(deleting(pod("Always")), asked, reporting(running())).actions()).isEmpty();
    assertThat(decide(deleting(pod("Always")), asked, reporting(running())).lookAgainAt())
        .contains(NOW.plusSeconds(3));

    PodRecord before = record().stopAsked(NOW);
    assertThat(decide(deleting(pod("Always")), before, reporting(running())).actions())
        .containsExactly(new Action.Terminate("t", Duration.ofSeconds(20)));
    assertThat(decide(deleting(pod("Always")), before, reporting(stopping())).actions()).isEmpty();
  }

  @Test
  void theTaskIsStoppedWhenTheGraceIsOverOrTheAgentKnowsOfNothing() {
    var stop = new Action.Stop("t", "its pod is being deleted");
    Decision over =
        decider.decide(
            deleting(pod("Always")).build(),
            record().stopAsked(NOW),
            reporting(stopping()),
            NOW.plusSeconds(25));
    assertThat(over.actions()).containsExactly(stop);

    for (Observations seen : List.of(Observations.NONE.with(RUNNING, NOW), reporting(silent()))) {
      assertThat(decide(deleting(pod("Always")), record(), seen).actions()).contains(stop);
    }
  }

  @Test
  void aTaskWhoseAgentHasEndedIsLeftToEndForHalfAMinute() {
    Observations seen = reporting(ended(true, 143));

    Decision decision = decide(deleting(pod("Always")), record(), seen);
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.lookAgainAt()).contains(NOW.plusSeconds(30));
    assertThat(status(decision).getPhase()).isEqualTo("Failed");

    Decision later =
        decider.decide(deleting(pod("Always")).build(), record(), seen, NOW.plusSeconds(30));
    assertThat(later.actions()).contains(new Action.Stop("t", "its pod is being deleted"));
  }

  @Test
  void aPodPastItsDeadlineHasItsOwnGrace() {
    var late =
        pod("Always")
            .editSpec()
            .withActiveDeadlineSeconds(60L)
            .withTerminationGracePeriodSeconds(200L)
            .endSpec();

    Decision decision = decide(late, record(), reporting(running()));

    assertThat(decision.actions()).contains(new Action.Terminate("t", Duration.ofSeconds(200)));
    assertThat(decision.lookAgainAt()).contains(NOW.plusSeconds(205));
    assertThat(status(decide(late, record(), reporting(ended(true, 143)))).getReason())
        .isEqualTo("DeadlineExceeded");
  }

  /** It was changed to a time that is over, or no node was there at that time. */
  @Test
  void theGraceBeginsWhenTheDeadlineIsSeenToBeOver() {
    var late =
        pod("Always")
            .editSpec()
            .withActiveDeadlineSeconds(1L)
            .withTerminationGracePeriodSeconds(30L)
            .endSpec();

    Decision first = decide(late, record(), reporting(running()));
    assertThat(first.actions()).contains(new Action.Terminate("t", Duration.ofSeconds(30)));
    assertThat(first.lookAgainAt()).contains(NOW.plusSeconds(35));

    Observations asked = reporting(running()).endAsked(NOW);
    Decision during =
        decider.decide(late.build(), record().stopAsked(NOW), asked, NOW.plusSeconds(34));
    assertThat(during.actions()).containsOnly(new Action.Terminate("t", Duration.ofSeconds(30)));
    for (Observations seen : List.of(asked, reporting(stopping()))) {
      Decision over =
          decider.decide(late.build(), record().stopAsked(NOW), seen, NOW.plusSeconds(35));
      assertThat(over.actions()).containsOnly(new Action.Stop("t", "its pod is past its deadline"));
    }
  }

  @ParameterizedTest
  @CsvSource({"Never, 0, Succeeded", "Never, 1, Failed", "OnFailure, 0, Succeeded"})
  void aPodHasEndedWhenItsAgentSaysSo(String policy, int code, String phase) {
    Decision decision = decide(pod(policy), record(), reporting(ended(false, code)));

    assertThat(status(decision).getPhase()).isEqualTo(phase);
    assertThat(state(decision).getTerminated().getExitCode()).isEqualTo(code);
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void aTaskThatDoesNotEndWithItsPodIsStopped() {
    var over = pod("Never").editStatus().withPhase("Succeeded").endStatus();

    assertThat(decide(over, record(), reporting(ended(false, 0))).lookAgainAt())
        .contains(NOW.plusSeconds(30));
    assertThat(
            decider
                .decide(over.build(), record(), reporting(ended(false, 0)), NOW.plusSeconds(30))
                .actions())
        .contains(new Action.Stop("t", "its pod has ended"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Always", "OnFailure", "Never"})
  void anAgentThatEcsStopsDoesNotEndThePodBeforeEcsHasSaidWhy(String policy) {
    Decision decision = decide(pod(policy), record(), reporting(ended(true, 143)));

    assertThat(status(decision).getPhase()).isEqualTo("Running");
    assertThat(decision.actions()).isEmpty();
  }

  /** What is PID 1 ends after its agent, with the task: how, ECS has yet to say. */
  @Test
  void aPodOfWhichOneStillRunsHasNotEndedWithItsAgent() {
    AgentStatus left = status(true, true, ContainerReport.State.RUNNING, Optional.empty());
    var late = pod("Never").editSpec().withActiveDeadlineSeconds(60L).endSpec();

    for (var pod : List.of(deleting(pod("Never")), late)) {
      Decision decision = decide(pod, record(), reporting(left));
      assertThat(status(decision).getPhase()).isEqualTo("Running");
      assertThat(state(decision).getRunning()).isNotNull();
      assertThat(decision.actions()).isEmpty();
      assertThat(decision.lookAgainAt()).contains(NOW.plusSeconds(30));
    }
  }
}
