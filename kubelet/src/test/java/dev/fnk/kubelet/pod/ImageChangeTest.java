package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Step by step: another image for a container of a pod whose task runs. */
final class ImageChangeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final String OLD = "web:1";
  private static final String NEW = "web:2";
  private static final Action.Tell RESTARTED =
      new Action.Tell(false, "Killing", "Container web definition changed, will be restarted");
  private static final Action.Tell STOPPING = new Action.Tell(false, "Killing", "Stopping task t");

  private final PodDecider decider =
      new PodDecider(Pods.MAPPING, new TaskToPodStatus("10.0.0.9"), Agents.NOT_ASKED);

  /** Of containers web and side, generation 1. */
  private static PodBuilder pod(String policy) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid("u")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(policy)
        .addNewInitContainer()
        .withName("prepare")
        .withImage("prepare:1")
        .endInitContainer()
        .addNewInitContainer()
        .withName("proxy")
        .withImage("proxy:1")
        .withRestartPolicy("Always")
        .endInitContainer()
        .addNewContainer()
        .withName("web")
        .withImage(OLD)
        .endContainer()
        .addNewContainer()
        .withName("side")
        .withImage("side:1")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withStartTime("2026-01-01T00:00:00Z")
        .endStatus();
  }

  private static Pod changed(Pod pod, String container, String image) {
    var changed =
        new PodBuilder(pod)
            .editMetadata()
            .withGeneration(pod.getMetadata().getGeneration() + 1)
            .endMetadata()
            .build();
    Stream.concat(
            changed.getSpec().getInitContainers().stream(),
            changed.getSpec().getContainers().stream())
        .filter(c -> c.getName().equals(container))
        .forEach(c -> c.setImage(image));
    return changed;
  }

  private static TaskView task(TaskView.Phase phase, OptionalInt code) {
    var state =
        code.isPresent()
            ? ContainerView.State.STOPPED
            : phase == TaskView.Phase.RUNNING
                ? ContainerView.State.RUNNING
                : ContainerView.State.PENDING;
    var images = Map.of("prepare", "prepare:1", "proxy", "proxy:1", "web", OLD, "side", "side:1");
    return Tasks.of(
        "t",
        new PodIdentity("default", "web", "u", 0, images),
        phase,
        Stream.of("prepare", "proxy", "web", "side", TaskView.AGENT)
            .map(
                name ->
                    new ContainerView(
                        name,
                        state,
                        code,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("sha256:" + name)))
            .toArray(ContainerView[]::new));
  }

  private static TaskView running() {
    return task(TaskView.Phase.RUNNING, OptionalInt.empty());
  }

  private static TaskView finished(int code) {
    return task(TaskView.Phase.STOPPED, OptionalInt.of(code));
  }

  private static ContainerReport runs(String name) {
    return report(name, ContainerReport.State.RUNNING, OptionalInt.empty());
  }

  private static ContainerReport waits(String name) {
    return report(name, ContainerReport.State.WAITING, OptionalInt.empty());
  }

  private static ContainerReport over(String name, int code) {
    return report(name, ContainerReport.State.TERMINATED, OptionalInt.of(code));
  }

  private static ContainerReport report(
      String name, ContainerReport.State state, OptionalInt code) {
    boolean running = state == ContainerReport.State.RUNNING;
    return new ContainerReport(
        name,
        state,
        Optional.empty(),
        Optional.empty(),
        running,
        running,
        0,
        running ? Optional.of(NOW.minusSeconds(9)) : Optional.empty(),
        code.isPresent()
            ? Optional.of(
                new ContainerReport.Run(
                    Optional.of(NOW.minusSeconds(9)),
                    NOW,
                    code.getAsInt(),
                    0,
                    "Error",
                    Optional.empty()))
            : Optional.empty(),
        Optional.empty());
  }

  private static AgentStatus agent(boolean stopping, boolean ended, ContainerReport... reports) {
    return new AgentStatus(7, true, stopping, ended, false, Arrays.asList(reports), List.of());
  }

  private static AgentStatus allRun() {
    return agent(false, false, over("prepare", 0), runs("proxy"), runs("web"), runs("side"));
  }

  private static AgentStatus allEnded() {
    return agent(
        true, true, over("prepare", 0), over("proxy", 143), over("web", 143), over("side", 143));
  }

  private static Observations seeing(TaskView task, AgentStatus agent) {
    return Observations.NONE.with(task, NOW).with(agent, NOW);
  }

  private static PodRecord record() {
    return PodRecord.of(pod("Always").build()).launched("t", Tasks.SIZING);
  }

  private static Pod written(Pod pod, Decision decision) {
    return new PodBuilder(pod).withStatus(decision.status().orElseThrow()).build();
  }

  /** As it is when all of generation 1 has been seen to run. */
  private Pod known(String policy, Observations seen) {
    Pod pod = pod(policy).build();
    return written(pod, decider.decide(pod, record(), seen, NOW));
  }

  private static ContainerStatus container(PodStatus status, String name) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static ContainerStatus web(Decision decision) {
    return container(decision.status().orElseThrow(), "web");
  }

  private Decision decide(Pod pod, PodRecord record, Observations seen) {
    return decider.decide(pod, record, seen, NOW);
  }

  @Test
  void whatIsWantedIsWrittenDownBeforeTheTaskIsEndedAndTheStatusSaysWhatRuns() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);

    Decision noted = decide(pod, record(), seen);

    assertThat(noted.actions()).isEmpty();
    assertThat(noted.record()).isEqualTo(record().replacing(Optional.of(NOW)));
    assertThat(noted.status().orElseThrow().getObservedGeneration()).isEqualTo(2);
    assertThat(web(noted).getImage()).isEqualTo(OLD);
    assertThat(web(noted).getImageID()).isEqualTo("web@sha256:web");
    assertThat(web(noted).getState().getRunning()).isNotNull();

    Decision ends = decide(written(pod, noted), noted.record(), seen);

    assertThat(ends.actions())
        .containsExactly(
            new Action.Terminate("t", Duration.ofSeconds(30)),
            RESTARTED,
            new Action.Tell(
                false,
                "Killing",
                "Stopping container proxy: a Fargate task keeps its images, and another takes its"
                    + " place"),
            new Action.Tell(
                false,
                "Killing",
                "Stopping container side: a Fargate task keeps its images, and another takes its"
                    + " place"));
    assertThat(ends.lookAgainAt()).contains(NOW.plusSeconds(35));
    PodRecord asked = noted.record().stopAsked(NOW);
    assertThat(
            decide(written(pod, noted), asked, seeing(running(), agent(true, false, runs("web"))))
                .actions())
        .isEmpty();
    assertThat(decider.decide(pod, asked, seen, NOW.plusSeconds(35)).actions())
        .containsExactly(new Action.Stop("t", "its pod has other images"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Always", "OnFailure", "Never"})
  void whateverThePolicyThePodWaitsForItsNextTaskAndDoesNotEnd(String policy) {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known(policy, seen), "web", NEW);
    Decision noted = decide(pod, record(), seen);
    PodRecord asked = noted.record().stopAsked(NOW);

    Decision ended = decide(written(pod, noted), asked, seeing(running(), allEnded()));

    assertThat(ended.status().orElseThrow().getPhase()).isEqualTo("Running");
    assertThat(web(ended).getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
    assertThat(web(ended).getState().getWaiting().getMessage())
        .isEqualTo("another task takes this one's place, since the pod's images have changed");
    assertThat(web(ended).getLastState().getTerminated().getExitCode()).isEqualTo(143);
    assertThat(web(ended).getImage()).isEqualTo(OLD);
    assertThat(container(ended.status().orElseThrow(), "prepare").getState().getTerminated())
        .isNotNull();

    Decision next =
        decide(written(pod, ended), asked, seeing(running(), allEnded()).with(finished(143), NOW));

    assertThat(next.record().attempt()).isEqualTo(1);
    assertThat(next.record().failures()).isZero();
    assertThat(web(next).getState().getWaiting()).isNotNull();
    assertThat(next.status().orElseThrow().getPhase()).isEqualTo("Running");
  }

  @Test
  void aNodeThatStartsInBetweenKnowsByTheStatus() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);
    Pod noted = written(pod, decide(pod, record(), seen));
    PodRecord fresh = PodRecord.of(noted);
    assertThat(fresh.task()).contains("t");

    Decision heard = decide(noted, fresh, seeing(running(), allEnded()));
    assertThat(web(heard).getState().getWaiting()).isNotNull();

    Decision decision = decide(noted, fresh, Observations.NONE.with(finished(143), NOW));
    assertThat(decision.record().attempt()).isEqualTo(1);
    assertThat(web(decision).getState().getWaiting()).isNotNull();
  }

  /** Whose status was made of what the pod asked for before. */
  @Test
  void aNodeThatStartsAfterAnotherChangeKnowsByTheNote() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);
    Decision noted = decide(pod, record(), seen);
    assertThat(PodAnnotations.of(noted.record(), pod)).containsEntry("fnk.dev/replaced-task", "t");
    Pod once =
        new PodBuilder(written(pod, noted))
            .editMetadata()
            .addToAnnotations("fnk.dev/replaced-task", "t")
            .endMetadata()
            .build();
    Pod again = changed(once, "web", OLD);

    Decision decision =
        decide(again, PodRecord.of(again), Observations.NONE.with(finished(143), NOW));

    assertThat(decision.record().attempt()).isEqualTo(1);
    assertThat(PodAnnotations.of(decision.record(), again))
        .containsEntry("fnk.dev/replaced-task", null);
  }

  /** The node before has asked for its end. */
  @Test
  void aNodeThatStartsWhileTheTaskEndsDoesNotTakeBackForTheOldImageAgain() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);
    Pod noted = written(pod, decide(pod, record(), seen));
    noted.getMetadata().setAnnotations(Map.of("fnk.dev/replaced-task", "t"));
    Pod again = changed(noted, "web", OLD);
    Decision first = decide(again, PodRecord.of(again), seen);
    Pod told = written(again, first);

    Decision last = decide(told, first.record(), Observations.NONE.with(finished(0), NOW));

    assertThat(last.status().orElseThrow().getPhase()).isNotEqualTo("Succeeded");
    assertThat(last.record().attempt()).isEqualTo(1);
    assertThat(decide(told, first.record(), seen).actions())
        .hasAtLeastOneElementOfType(Action.Terminate.class);
  }

  /**
   * The node before was killed with its last word under way, which came when this one had begun.
   */
  @Test
  void aNodeWhoseNoteIsTakenAwayKnowsByWhatItsStatusSaysOfTheTask() {
    Observations seen = seeing(running(), allRun());
    Pod changed = changed(known("Never", seen), "web", NEW);
    Pod noted = written(changed, decide(changed, record(), seen));
    PodRecord fresh = PodRecord.of(noted);
    Observations over = Observations.NONE.with(finished(0), NOW);
    Decision last = decide(noted, fresh, over);
    assertThat(last.record().attempt()).isEqualTo(1);
    Pod back = changed(written(noted, last), "web", OLD);

    Decision decision = decide(back, fresh, over);

    assertThat(decision.status().orElseThrow().getPhase()).isNotEqualTo("Succeeded");
    assertThat(decision.record().attempt()).isEqualTo(1);
  }

  /** A status keeps what has ended for good, also while the pod's next task runs. */
  @Test
  void whatIsToldToHaveEndedInTheTaskBeforeIsReplacedAsWell() {
    Observations seen = seeing(running(), allRun());
    Pod ended = known("Never", Observations.NONE.with(finished(0), NOW));
    ended
        .getStatus()
        .getContainerStatuses()
        .forEach(c -> c.getState().getTerminated().setContainerID("fargate://before/web"));
    ended.getStatus().setPhase("Running");

    assertThat(decide(changed(ended, "web", NEW), record(), seen).record().replacing())
        .contains(NOW);
  }

  @Test
  void aPodThatHasEndedBeforeTheChangeWasSeenHasEnded() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);

    assertThat(
            decide(pod, record(), Observations.NONE.with(finished(0), NOW))
                .status()
                .orElseThrow()
                .getPhase())
        .isEqualTo("Succeeded");
    AgentStatus ended =
        agent(false, true, over("prepare", 0), over("proxy", 143), over("web", 1), over("side", 0));
    Decision decision = decide(pod, record(), seeing(running(), ended));
    assertThat(decision.status().orElseThrow().getPhase()).isEqualTo("Failed");
    assertThat(decision.record().replacing()).isEmpty();
  }

  @Test
  void aTaskInWhichNothingRunsYetIsStoppedAtOnce() {
    TaskView starting = task(TaskView.Phase.STARTING, OptionalInt.empty());
    Observations seen = Observations.NONE.with(starting, NOW);
    Pod pod = changed(known("Always", seen), "web", NEW);
    PodRecord replacing = record().replacing(Optional.of(NOW));

    assertThat(decide(pod, replacing, seen).actions())
        .containsExactly(new Action.Stop("t", "its pod has other images"), STOPPING, RESTARTED);
  }

  @Test
  void anAgentThatWasNotHeardYetHasHalfAMinute() {
    Observations heard = seeing(running(), allRun());
    Pod pod = changed(known("Always", heard), "web", NEW);
    Observations silent = Observations.NONE.with(running(), NOW);
    PodRecord replacing = record().replacing(Optional.of(NOW));

    Decision waits = decide(pod, replacing, silent);
    assertThat(waits.actions()).isEmpty();
    assertThat(waits.lookAgainAt()).contains(NOW.plusSeconds(30));
    assertThat(decider.decide(pod, replacing, silent, NOW.plusSeconds(30)).actions())
        .contains(new Action.Stop("t", "its pod has other images"));
  }

  @Test
  void whatHasEndedForGoodIsNotRunAgainForAnothersImage() {
    Observations seen =
        seeing(
            running(),
            agent(false, false, over("prepare", 0), runs("proxy"), runs("web"), over("side", 0)));
    Pod pod = changed(known("Never", seen), "web", NEW);

    Decision decision = decide(pod, record(), seen);

    assertThat(decision.record()).isEqualTo(record());
    assertThat(decision.actions())
        .containsExactly(
            new Action.Tell(
                true,
                "ImageNotChanged",
                "container web: a Fargate task keeps its images, and web:2 counts from the pod's"
                    + " next task on; container side has ended for good, and would run again"));
    assertThat(web(decision).getImage()).isEqualTo(OLD);
    Decision again = decide(written(pod, decision), record(), seen);
    assertThat(again.actions()).isEmpty();
    assertThat(again.record()).isEqualTo(record());
  }

  @Test
  void anInitContainersImageCountsUntilItRuns() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Always", seen), "prepare", "prepare:2");

    Decision done = decide(pod, record(), seen);
    assertThat(done.record().replacing()).isEmpty();
    assertThat(done.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Tell.class, tell -> assertThat(tell.reason()).isEqualTo("ImageNotChanged"));

    AgentStatus backOff =
        agent(false, false, waits("prepare"), waits("proxy"), waits("web"), waits("side"));
    assertThat(decide(pod, record(), seeing(running(), backOff)).record().replacing())
        .contains(NOW);
  }

  @Test
  void aSidecarsImageCountsAsAContainers() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Always", seen), "proxy", "proxy:2");
    PodRecord replacing = record().replacing(Optional.of(NOW));

    assertThat(decide(pod, replacing, seen).actions())
        .contains(new Action.Tell(false, "Killing", "Init container proxy definition changed"));
  }

  @Test
  void theOldImageAgainIsNoChangeUnlessItsContainersAreOnTheirWayOut() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(changed(known("Never", seen), "web", NEW), "web", OLD);
    PodRecord noted = record().replacing(Optional.of(NOW));

    assertThat(decide(pod, noted, seen).record()).isEqualTo(record());
    assertThat(
            decide(pod, noted.stopAsked(NOW), Observations.NONE.with(finished(143), NOW))
                .record()
                .attempt())
        .isEqualTo(1);
  }

  @Test
  void aDeletionInBetweenEndsThePod() {
    Observations seen = seeing(running(), allRun());
    Pod pod =
        new PodBuilder(changed(known("Always", seen), "web", NEW))
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:01:20Z")
            .withDeletionGracePeriodSeconds(20L)
            .endMetadata()
            .build();
    PodRecord asked = record().replacing(Optional.of(NOW)).stopAsked(NOW);

    assertThat(decide(pod, asked, Observations.NONE.with(finished(143), NOW)).actions())
        .containsExactly(new Action.Finish());
  }

  @Test
  void anotherImageEndsABackOff() {
    PodRecord failing = record().nextAttempt(4).launched("t", Tasks.SIZING);
    Observations seen = Observations.NONE.with(finished(1), NOW);
    Pod pod = pod("Always").build();
    assertThat(decide(pod, failing, seen).record()).isEqualTo(failing);

    Decision decision = decide(changed(pod, "web", NEW), failing, seen);

    assertThat(decision.record().attempt()).isEqualTo(2);
    assertThat(decision.record().failures()).isZero();
  }
}
