package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.AgentDecisions.NOW;
import static dev.fnk.kubelet.pod.AgentDecisions.RUNNING;
import static dev.fnk.kubelet.pod.AgentDecisions.TOLD;
import static dev.fnk.kubelet.pod.AgentDecisions.pod;
import static dev.fnk.kubelet.pod.AgentDecisions.record;
import static dev.fnk.kubelet.pod.AgentDecisions.reporting;
import static dev.fnk.kubelet.pod.AgentDecisions.running;
import static dev.fnk.kubelet.pod.AgentDecisions.silent;
import static dev.fnk.kubelet.pod.AgentDecisions.state;
import static dev.fnk.kubelet.pod.AgentDecisions.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Row by row: what follows for a pod from what the agent in its task reports while the pod is to
 * run.
 */
final class AgentDecisionTest {
  private static final VolumeDigests NOTHING = VolumeDigests.of(List.of());

  private static final Resolution RESOLVED =
      new Resolution.Resolved(new Inputs("10.0.0.9", Map.of(), ResolvedReferences.NONE));

  private Instructions.Instruction instruction = new Instructions.Instruction.Ready(TOLD);

  private final PodDecider decider = AgentDecisions.decider(() -> instruction);

  private Decision decide(PodBuilder pod, PodRecord record, Observations seen) {
    return decider.decide(pod.build(), record, seen, NOW);
  }

  @Test
  void whileNothingIsHeardOfTheAgentItsContainersAreBeingCreated() {
    Decision decision = decide(pod("Always"), record(), Observations.NONE.with(RUNNING, NOW));

    assertThat(decision.actions()).isEmpty();
    assertThat(state(decision).getWaiting().getReason()).isEqualTo("ContainerCreating");
    assertThat(status(decision).getPhase()).isEqualTo("Pending");
    assertThat(status(decision).getPodIP()).isEqualTo("10.0.1.5");
  }

  @Test
  void anAgentThatIsNotHeardOfForLongIsToldOf() {
    Observations silent = Observations.NONE.with(RUNNING, NOW);
    Instant late = Tasks.STARTED.plusSeconds(30);

    Decision waits = decider.decide(pod("Always").build(), record(), silent, late.minusSeconds(1));
    assertThat(state(waits).getWaiting().getMessage()).isNull();
    assertThat(waits.lookAgainAt()).contains(late);

    Decision told = decider.decide(pod("Always").build(), record(), silent, late);
    assertThat(state(told).getWaiting().getReason()).isEqualTo("ContainerCreating");
    assertThat(state(told).getWaiting().getMessage())
        .isEqualTo(
            "the task runs, but its agent has not answered the node: nothing is known of its"
                + " containers");
    assertThat(told.lookAgainAt()).isEmpty();
  }

  @Test
  void whatRanWhenTheAgentWasLastHeardRunsOn() {
    Decision heard = decide(pod("Always"), record(), reporting(running()));
    var written = pod("Always").withStatus(status(heard));

    Decision decision = decide(written, record(), Observations.NONE.with(RUNNING, NOW));

    assertThat(status(decision)).isEqualTo(status(heard));
    assertThat(status(decision).getPhase()).isEqualTo("Running");
  }

  @Test
  void anAgentThatWaitsIsToldOnceAllIsKnown() {
    assertThat(decide(pod("Always"), record(), reporting(silent())).actions())
        .containsExactly(new Action.Resolve());
    assertThat(
            decide(pod("Always"), record(), reporting(silent()).with(Optional.of(RESOLVED)))
                .actions())
        .containsExactly(new Action.Instruct("t", TOLD));
  }

  @Test
  void oneThatDidNotHearIsToldAgainAfterAWhile() {
    PodRecord failed = record().launchFailed(new PodRecord.Refusal("ContainerCreating", "x"), NOW);

    Decision decision = decide(pod("Always"), failed, reporting(silent()));

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.lookAgainAt()).contains(NOW.plusSeconds(1));
  }

  @Test
  void oneThatIsToldIsNotToldAgain() {
    var seen = reporting(silent()).with(Optional.of(RESOLVED)).instructed(NOTHING);

    assertThat(seen.inputs()).isEmpty();
    assertThat(decide(pod("Always"), record().instructed(), seen).actions()).isEmpty();
  }

  @Test
  void whatIsMissingHoldsTheContainersInTheTask() {
    var missing = new Resolution.Missing(List.of("secret \"a\" not found"));

    Decision decision =
        decide(pod("Always"), record(), reporting(silent()).with(Optional.of(missing)));

    assertThat(state(decision).getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
    assertThat(state(decision).getWaiting().getMessage()).isEqualTo("secret \"a\" not found");
    assertThat(status(decision).getPodIP()).isEqualTo("10.0.1.5");
    assertThat(decision.actions())
        .containsExactly(new Action.Tell(true, "Failed", "secret \"a\" not found"));
  }

  @Test
  void whatCannotBeToldHoldsThemToo() {
    instruction =
        new Instructions.Instruction.NotReady("CreateContainerConfigError", List.of("a", "b"));

    Decision decision =
        decide(pod("Always"), record(), reporting(silent()).with(Optional.of(RESOLVED)));

    assertThat(state(decision).getWaiting().getMessage()).isEqualTo("a; b");
    assertThat(decision.actions()).containsExactly(new Action.Tell(true, "Failed", "a; b"));
  }

  @Test
  void olderNewsOfAnAgentChangeNothing() {
    assertThat(reporting(running()).with(silent(), NOW)).isEqualTo(reporting(running()));
  }
}
