package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.ImageChanges.DECIDER;
import static dev.fnk.kubelet.pod.ImageChanges.NEW;
import static dev.fnk.kubelet.pod.ImageChanges.NOW;
import static dev.fnk.kubelet.pod.ImageChanges.OLD;
import static dev.fnk.kubelet.pod.ImageChanges.agent;
import static dev.fnk.kubelet.pod.ImageChanges.allEnded;
import static dev.fnk.kubelet.pod.ImageChanges.allRun;
import static dev.fnk.kubelet.pod.ImageChanges.changed;
import static dev.fnk.kubelet.pod.ImageChanges.container;
import static dev.fnk.kubelet.pod.ImageChanges.decide;
import static dev.fnk.kubelet.pod.ImageChanges.finished;
import static dev.fnk.kubelet.pod.ImageChanges.known;
import static dev.fnk.kubelet.pod.ImageChanges.over;
import static dev.fnk.kubelet.pod.ImageChanges.pod;
import static dev.fnk.kubelet.pod.ImageChanges.record;
import static dev.fnk.kubelet.pod.ImageChanges.running;
import static dev.fnk.kubelet.pod.ImageChanges.runs;
import static dev.fnk.kubelet.pod.ImageChanges.seeing;
import static dev.fnk.kubelet.pod.ImageChanges.task;
import static dev.fnk.kubelet.pod.ImageChanges.waits;
import static dev.fnk.kubelet.pod.ImageChanges.web;
import static dev.fnk.kubelet.pod.ImageChanges.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another image is another task of the pod. */
final class ImageChangeTest {
  private static final Action.Tell RESTARTED =
      new Action.Tell(false, "Killing", "Container web definition changed, will be restarted");

  private static final Action.Tell STOPPING = new Action.Tell(false, "Killing", "Stopping task t");

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
    assertThat(DECIDER.decide(pod, asked, seen, NOW.plusSeconds(35)).actions())
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
    assertThat(DECIDER.decide(pod, replacing, silent, NOW.plusSeconds(30)).actions())
        .contains(new Action.Stop("t", "its pod has other images"));
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
