package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row by row: what follows for a pod from what the agent in its task reports. */
final class AgentDecisionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final TaskView RUNNING =
      Tasks.of(
          "t",
          Tasks.attempt(0),
          TaskView.Phase.RUNNING,
          container("web", ContainerView.State.RUNNING),
          container(TaskView.AGENT, ContainerView.State.RUNNING));
  private static final PodSpecification TOLD =
      new PodSpecification(List.of(), List.of(), 30, Optional.empty());
  private static final VolumeDigests NOTHING = VolumeDigests.of(List.of());
  private static final Resolution RESOLVED =
      new Resolution.Resolved(new Inputs("10.0.0.9", Map.of(), ResolvedReferences.NONE));

  private Instructions.Instruction instruction = new Instructions.Instruction.Ready(TOLD);
  private final PodDecider decider =
      new PodDecider(
          Pods.MAPPING,
          new TaskToPodStatus("10.0.0.9"),
          (_, task, _) -> {
            assertThat(task).isEqualTo(RUNNING);
            return instruction;
          });

  private static ContainerView container(String name, ContainerView.State state) {
    return new ContainerView(
        name,
        state,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static PodBuilder pod(String policy) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(policy)
        .addNewContainer()
        .withName("web")
        .withImage("nginx")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withStartTime("2026-01-01T00:00:00Z")
        .endStatus();
  }

  /** With 20 s of grace that end in 20 s. */
  private static PodBuilder deleting(PodBuilder pod) {
    return pod.editMetadata()
        .withDeletionTimestamp("2026-01-01T00:01:20Z")
        .withDeletionGracePeriodSeconds(20L)
        .endMetadata();
  }

  private static PodRecord record() {
    return PodRecord.of(pod("Always").build()).launched("t", Tasks.SIZING);
  }

  private static Observations reporting(AgentStatus status) {
    return Observations.NONE.with(RUNNING, NOW).with(status, NOW);
  }

  private static AgentStatus silent() {
    return new AgentStatus(1, false, false, false, false, List.of(), List.of());
  }

  private static AgentStatus running() {
    return status(false, false, ContainerReport.State.RUNNING, Optional.empty());
  }

  private static AgentStatus stopping() {
    return status(true, false, ContainerReport.State.RUNNING, Optional.empty());
  }

  private static AgentStatus ended(boolean stopping, int code) {
    return status(
        stopping,
        true,
        ContainerReport.State.TERMINATED,
        Optional.of(
            new ContainerReport.Run(
                Optional.of(NOW.minusSeconds(9)),
                NOW,
                code,
                0,
                code == 0 ? "Completed" : "Error",
                Optional.empty())));
  }

  private static AgentStatus status(
      boolean stopping,
      boolean ended,
      ContainerReport.State state,
      Optional<ContainerReport.Run> run) {
    return new AgentStatus(
        7,
        true,
        stopping,
        ended,
        false,
        List.of(
            new ContainerReport(
                "web",
                state,
                Optional.empty(),
                Optional.empty(),
                state == ContainerReport.State.RUNNING,
                state == ContainerReport.State.RUNNING,
                0,
                Optional.of(NOW.minusSeconds(9)),
                run,
                Optional.empty())),
        List.of());
  }

  private Decision decide(PodBuilder pod, PodRecord record, Observations seen) {
    return decider.decide(pod.build(), record, seen, NOW);
  }

  private static PodStatus status(Decision decision) {
    return decision.status().orElseThrow();
  }

  private static ContainerState state(Decision decision) {
    return status(decision).getContainerStatuses().getFirst().getState();
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

  @Test
  void olderNewsOfAnAgentChangeNothing() {
    assertThat(reporting(running()).with(silent(), NOW)).isEqualTo(reporting(running()));
  }
}
