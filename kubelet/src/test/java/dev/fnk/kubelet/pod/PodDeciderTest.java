package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.PodDecisions.NONE;
import static dev.fnk.kubelet.pod.PodDecisions.NOW;
import static dev.fnk.kubelet.pod.PodDecisions.decide;
import static dev.fnk.kubelet.pod.PodDecisions.deleting;
import static dev.fnk.kubelet.pod.PodDecisions.fresh;
import static dev.fnk.kubelet.pod.PodDecisions.limited;
import static dev.fnk.kubelet.pod.PodDecisions.pod;
import static dev.fnk.kubelet.pod.PodDecisions.resolved;
import static dev.fnk.kubelet.pod.PodDecisions.seeing;
import static dev.fnk.kubelet.pod.PodDecisions.status;
import static dev.fnk.kubelet.pod.PodDecisions.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row by row: what follows for a pod from what is known of it. */
final class PodDeciderTest {
  private static final Instant LATER = NOW.plusSeconds(7);

  private static Action.Tell killing(String task) {
    return new Action.Tell(false, "Killing", "Stopping task " + task);
  }

  @Test
  void aStaticPodsMirrorIsNobodysBusiness() {
    var mirror = pod().editMetadata().addToAnnotations("kubernetes.io/config.mirror", "m");

    assertThat(decide(mirror.endMetadata(), fresh(), NONE)).isEqualTo(Decision.nothing(fresh()));
  }

  @Test
  void oneThatIsMissingIsLookedForBeforeAnythingIsDone() {
    Observations missing = seeing(Tasks.running("t", 0)).with(Presence.SUSPECTED);

    assertThat(decide(pod(), with("t"), missing))
        .isEqualTo(Decision.nothing(with("t")).and(new Action.Verify()));
    PodRecord failed = with("t").writeFailed(NOW);
    assertThat(decide(pod(), failed, missing))
        .isEqualTo(Decision.nothing(failed).lookAgainAt(NOW.plusSeconds(1)));
  }

  @Test
  void oneThatIsGoneIsForgottenOnceItsTaskHasEnded() {
    var forget = List.of(new Action.Forget());

    assertThat(decide(pod(), fresh(), NONE.with(Presence.GONE)).actions()).isEqualTo(forget);
    Observations ended = seeing(Tasks.ended("t", 0, 0)).with(Presence.GONE);
    assertThat(decide(pod(), with("t"), ended).actions()).isEqualTo(forget);
  }

  @Test
  void theTaskOfOneThatIsGoneIsStoppedWithoutAWordOfIt() {
    Observations gone = seeing(Tasks.running("t", 0)).with(Presence.GONE);

    assertThat(decide(pod(), with("t"), gone))
        .isEqualTo(Decision.nothing(with("t")).and(new Action.Stop("t", "its pod is gone")));
    assertThat(decide(pod(), with("t"), NONE.with(Presence.GONE)).actions()).hasSize(1);
    PodRecord asked = with("t").stopAsked(LATER);
    assertThat(decide(pod(), asked, gone)).isEqualTo(Decision.nothing(asked).lookAgainAt(LATER));
  }

  @Test
  void aFinalPhaseStaysAndNothingOfThePodRuns() {
    var failed = pod().editStatus().withPhase("Failed").endStatus();
    var status = failed.build().getStatus();

    assertThat(decide(failed, with("t"), seeing(Tasks.running("t", 0))))
        .isEqualTo(
            Decision.of(with("t"), status)
                .and(new Action.Stop("t", "its pod has ended"), killing("t")));
    assertThat(decide(failed, with("t"), seeing(Tasks.ended("t", 0, 1))))
        .isEqualTo(Decision.of(with("t"), status));
    // A task that only the status tells of ended long ago.
    assertThat(decide(failed, with("t"), NONE)).isEqualTo(Decision.of(with("t"), status));
    assertThat(decide(failed, fresh(), resolved())).isEqualTo(Decision.of(fresh(), status));
  }

  @Test
  void oneInAFinalPhaseIsLetGoWhenItIsDeleted() {
    var succeeded = deleting(pod().editStatus().withPhase("Succeeded").endStatus());

    assertThat(decide(succeeded, with("t"), seeing(Tasks.ended("t", 0, 0))).actions())
        .containsExactly(new Action.Finish());
    assertThat(decide(succeeded, with("t"), seeing(Tasks.running("t", 0))).actions())
        .containsExactly(new Action.Stop("t", "its pod has ended"), killing("t"));
  }

  @Test
  void withoutATaskADeletedPodIsLetGoAtOnce() {
    assertThat(decide(deleting(pod()), fresh(), resolved()))
        .isEqualTo(Decision.nothing(fresh()).and(new Action.Finish()));
    assertThat(decide(limited(deleting(pod()), 1), fresh(), resolved()).actions())
        .containsExactly(new Action.Finish());
  }

  @Test
  void withoutATaskAPodPastItsDeadlineFails() {
    var decision = decide(limited(pod(), 60), fresh(), resolved());

    assertThat(decision.actions()).isEmpty();
    assertThat(status(decision).getPhase()).isEqualTo("Failed");
    assertThat(status(decision).getReason()).isEqualTo("DeadlineExceeded");
    assertThat(status(decision).getMessage())
        .isEqualTo("Pod was active on the node longer than the specified deadline");
  }

  @Test
  void theDeadlineCountsFromThePodsStartAndIsWaitedFor() {
    assertThat(decide(limited(pod(), 61), fresh(), NONE).lookAgainAt())
        .contains(Instant.parse("2026-01-01T00:01:01Z"));
    assertThat(decide(limited(pod(), 61), with("t"), NONE))
        .isEqualTo(Decision.nothing(with("t")).lookAgainAt(Instant.parse("2026-01-01T00:01:01Z")));
    assertThat(decide(limited(pod(), 61), with("t"), seeing(Tasks.running("t", 0))).lookAgainAt())
        .contains(Instant.parse("2026-01-01T00:01:01Z"));
    var notStarted = limited(pod(), 1).editStatus().withStartTime(null).endStatus();
    assertThat(decide(notStarted, fresh(), NONE).lookAgainAt()).isEmpty();
    assertThat(decide(limited(pod(), 1).withStatus(null), fresh(), NONE).lookAgainAt()).isEmpty();
  }

  @Test
  void aTaskThatNothingIsKnownOfYetIsWaitedFor() {
    assertThat(decide(pod(), with("t"), NONE)).isEqualTo(Decision.nothing(with("t")));
    assertThat(decide(deleting(pod()), with("t"), NONE).actions())
        .containsExactly(new Action.Stop("t", "its pod is being deleted"), killing("t"));
    assertThat(decide(limited(pod(), 60), with("t"), NONE).actions())
        .containsExactly(new Action.Stop("t", "its pod is past its deadline"), killing("t"));
  }

  @Test
  void aPodWhoseAgentIsNotHeardIsStoppedWhenItIsDeletedOrPastItsDeadline() {
    Observations running = seeing(Tasks.running("t", 0));

    var calm = decide(pod(), with("t"), running);
    assertThat(calm.actions()).isEmpty();
    assertThat(status(calm).getPhase()).isEqualTo("Pending");
    assertThat(decide(deleting(pod()), with("t"), running).actions())
        .containsExactly(new Action.Stop("t", "its pod is being deleted"), killing("t"));
    assertThat(decide(limited(pod(), 60), with("t"), running).actions())
        .containsExactly(new Action.Stop("t", "its pod is past its deadline"), killing("t"));
  }

  @Test
  void aStopThatHasNoEffectIsAskedForAgainAndToldOnce() {
    Observations running = seeing(Tasks.running("t", 0));

    var asked = decide(deleting(pod()), with("t").stopAsked(LATER), running);
    assertThat(asked.actions()).isEmpty();
    assertThat(asked.lookAgainAt()).contains(LATER);
    assertThat(status(asked).getPhase()).isEqualTo("Pending");
    assertThat(decide(deleting(pod()), with("t").stopAsked(NOW), running).actions())
        .containsExactly(new Action.Stop("t", "its pod is being deleted"));
  }
}
