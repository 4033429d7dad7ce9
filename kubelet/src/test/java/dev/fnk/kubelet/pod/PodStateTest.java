package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStateTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

  private static Pod pod(@Nullable String version) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid("u")
        .withResourceVersion(version)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("web")
        .withImage("nginx")
        .endContainer()
        .endSpec()
        .build();
  }

  private static PodState known() {
    return PodState.of(pod("10"));
  }

  private static PodState running(String task) {
    return known().launched(task, Optional.of(Tasks.running(task, 0)), Tasks.SIZING, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 11, 11",
    "10, 9, 10",
    "9, 10, 10",
    "10, 10, 10",
    "99999999999999999999, 100000000000000000000, 100000000000000000000",
    // Not comparable: what comes later is taken for newer.
    "b, a, a",
    "10, a, a",
    "a, 10, 10",
    "10, '', ''",
    "'', 10, 10",
  })
  void theNewestOfItsObjectStays(String has, String comes, String stays) {
    var state = PodState.of(pod(has));

    for (PodState next :
        List.of(
            state.newer(pod(comes)),
            state.followed(pod(comes)),
            state.present(pod(comes)),
            state.written(state.record(), state.record(), pod(comes)))) {
      assertThat(next.pod().getMetadata().getResourceVersion()).isEqualTo(stays);
    }
  }

  @Test
  void anotherImageIsReadAtOnceWhateverHasFailed() {
    var failed =
        known()
            .record(r -> r.launchFailed(new PodRecord.Refusal("ErrImagePull", "no"), NOW))
            .resolved(new Resolution.NotNow("ErrImagePull", "no"));
    Pod changed = pod("11");
    changed.getSpec().getContainers().getFirst().setImage("nginx:2");

    assertThat(failed.followed(pod("11")).record().launch().due(NOW)).isFalse();
    assertThat(failed.followed(pod("11")).seen().inputs()).isPresent();
    for (PodState state : List.of(failed.followed(changed), failed.newer(changed))) {
      assertThat(state.record().launch().due(NOW)).isTrue();
      assertThat(state.record().refusal()).isEmpty();
      assertThat(state.seen().inputs()).isEmpty();
    }
  }

  @Test
  void anObjectWithoutAVersionIsTakenAsItComes() {
    assertThat(known().newer(pod(null)).pod()).isEqualTo(pod(null));
    assertThat(PodState.of(pod(null)).newer(pod("3")).pod()).isEqualTo(pod("3"));
  }

  @Test
  void theSameVersionAgainIsTakenForItMayBeWhole() {
    var whole = new PodBuilder(pod("10")).withNewStatus().withPhase("Running").endStatus().build();

    assertThat(known().newer(whole).pod()).isSameAs(whole);
  }

  @Test
  void theAnswerToAWriteNeverHidesADeletionTheNodeHasHeardOfMeanwhile() {
    Pod deleted =
        new PodBuilder(pod("12"))
            .editMetadata()
            .withDeletionTimestamp("2026-01-01T00:01:30Z")
            .endMetadata()
            .build();
    var decided = known().record();

    var state = known().followed(deleted).written(known().record(), decided, pod("11"));

    assertThat(state.deleting()).isTrue();
    assertThat(known().deleting()).isFalse();
  }

  @Test
  void whatWasLearnedWhileAWriteWasUnderWayIsNotOverwritten() {
    PodState before = running("t");
    PodRecord decided = before.record().nextAttempt(1);
    PodState meanwhile = before.record(record -> record.stopAsked(NOW));

    assertThat(before.written(before.record(), decided, pod("11")).record())
        .isEqualTo(decided.written());
    assertThat(meanwhile.written(before.record(), decided, pod("11")).record())
        .isEqualTo(meanwhile.record());
  }

  @Test
  void ofTheNextAttemptsTaskNothingIsKnownYet() {
    PodState state = running("t");

    PodState next = state.written(state.record(), state.record().nextAttempt(1), pod("11"));
    assertThat(next.seen()).isEqualTo(Observations.NONE);
    assertThat(next.status()).isEmpty();
    PodState same = state.written(state.record(), state.record(), pod("11"));
    assertThat(same.seen().task()).isPresent();
  }

  @Test
  void aPodMissingFromAListIsSuspectedUntilItIsSeenOrKnownToBeGone() {
    PodState missing = known().unfollowed(false);

    assertThat(missing.seen().presence()).isEqualTo(Presence.SUSPECTED);
    assertThat(missing.followed()).isFalse();
    assertThat(missing.followed(pod("11")).seen().presence()).isEqualTo(Presence.PRESENT);
    assertThat(missing.followed(pod("11")).followed()).isTrue();
    assertThat(missing.present(pod("11")).seen().presence()).isEqualTo(Presence.PRESENT);
    assertThat(missing.present(pod("11")).pod()).isEqualTo(pod("11"));
    assertThat(missing.gone().seen().presence()).isEqualTo(Presence.GONE);
  }

  @Test
  void aPodThatIsGoneStaysSo() {
    PodState gone = known().unfollowed(true);

    assertThat(gone.seen().presence()).isEqualTo(Presence.GONE);
    assertThat(gone.unfollowed(false).seen().presence()).isEqualTo(Presence.GONE);
    assertThat(gone.followed(pod("11")).seen().presence()).isEqualTo(Presence.GONE);
  }

  @Test
  void newsOfAnotherTaskChangeNothing() {
    PodState state = running("a/t");

    assertThat(state.seen(Tasks.ended("a/other", 0, 1), NOW)).isSameAs(state);
    assertThat(known().seen(Tasks.ended("a/t", 0, 1), NOW)).isEqualTo(known());
    assertThat(state.seen(Tasks.ended("a/t", 0, 1), NOW).seen().task())
        .contains(Tasks.ended("a/t", 0, 1));
    // A status names it by its id, ECS by its ARN.
    assertThat(running("t").seen(Tasks.ended("a/t", 0, 1), NOW).seen().task()).isPresent();
  }

  @Test
  void aTaskThatSaysItIsAnotherPodsIsDisowned() {
    TaskView others =
        Tasks.of("t", new PodIdentity("default", "x", "other", 0), TaskView.Phase.RUNNING);

    PodState state = running("t").seen(others, NOW);

    assertThat(state.record().task()).isEmpty();
    assertThat(state.record().previousTask()).isEmpty();
    assertThat(state.record().attempt()).isZero();
    assertThat(state.seen().task()).isEmpty();
  }

  @Test
  void aTaskOfAnEarlierAttemptIsThePreviousOne() {
    PodState second =
        running("t")
            .record(record -> record.nextAttempt(1))
            .launched("t2", Optional.empty(), Tasks.SIZING, NOW);

    PodState state = second.seen(Tasks.running("t2", 0), NOW);

    assertThat(state.record().task()).isEmpty();
    assertThat(state.record().previousTask()).contains("t2");
    assertThat(state.record().attempt()).isEqualTo(1);
    PodState disowned =
        second.seen(
            Tasks.of("t2", new PodIdentity("default", "x", "other", 1), TaskView.Phase.RUNNING),
            NOW);
    assertThat(disowned.record().previousTask()).contains("t");
  }

  @Test
  void aTaskThatEcsHasForgottenIsStillThePods() {
    PodState state = running("t").seen(TaskView.gone("t"), NOW);

    assertThat(state.record().task()).contains("t");
    assertThat(state.seen().task()).contains(TaskView.gone("t"));
  }

  @Test
  void anEndIsDatedWhenItWasFirstSeen() {
    PodState state =
        running("t")
            .seen(Tasks.ended("t", 0, 1), NOW)
            .seen(Tasks.ended("t", 0, 1), NOW.plusSeconds(9));

    assertThat(state.seen().endSeenAt()).contains(NOW);
    assertThat(running("t").seen().endSeenAt()).isEmpty();
  }

  @Test
  void anAdoptedTaskIsTheOneItSaysWithWhatIsKnownOfIt() {
    PodState state =
        known()
            .record(record -> record.launchFailed(new PodRecord.Refusal("a", "b"), NOW))
            .adopted(Tasks.running("t3", 3), Optional.of("t2"), Optional.empty(), NOW);

    assertThat(state.record().attempt()).isEqualTo(3);
    assertThat(state.record().task()).contains("t3");
    assertThat(state.record().previousTask()).contains("t2");
    assertThat(state.record().launch()).isEqualTo(Retry.NONE);
    assertThat(state.record().refusal()).isEmpty();
    assertThat(state.seen().task()).contains(Tasks.running("t3", 3));
    PodState next =
        state.adopted(Tasks.running("t4", 4), Optional.empty(), Optional.of(Tasks.SIZING), NOW);
    assertThat(next.record().previousTask()).contains("t2");
    assertThat(next.record().sizing()).contains(Tasks.SIZING);
    assertThat(state.record().sizing()).isEmpty();
  }

  @Test
  void aLaunchClearsWhatStoodInItsWay() {
    var why = new PodRecord.Refusal("ContainerCreating", "no capacity");
    PodState failed = known().launchFailed(why, NOW).launchFailed(why, NOW);
    assertThat(failed.record().refusal()).contains(why);
    assertThat(failed.record().launch()).isEqualTo(new Retry(2, NOW.plusSeconds(2)));

    PodState launched = failed.launched("t", Optional.empty(), Tasks.SIZING, NOW);
    assertThat(launched.record().launch()).isEqualTo(Retry.NONE);
    assertThat(launched.record().refusal()).isEmpty();
    assertThat(launched.record().sizing()).contains(Tasks.SIZING);
    assertThat(launched.seen().task()).isEmpty();
    assertThat(launched.running()).isFalse();
  }

  @Test
  void whatItRefersToIsReadAnewAfterAFailureOrAChange() {
    var inputs = new Resolution.Missing(List.of("secret"));
    PodState resolved = known().resolved(inputs);

    assertThat(resolved.seen().inputs()).contains(inputs);
    assertThat(resolved.unresolved().seen().inputs()).isEmpty();
    assertThat(resolved.launchFailed(new PodRecord.Refusal("a", "b"), NOW).seen().inputs())
        .isEmpty();
  }

  @Test
  void itRunsWhenItsTaskDoes() {
    assertThat(running("t").running()).isTrue();
    assertThat(known().running()).isFalse();
    assertThat(running("t").seen(Tasks.ended("t", 0, 0), NOW).running()).isFalse();
  }

  @Test
  void theNodeStandsByAStatusThatTheObjectDoesNotHaveYet() {
    var status = new PodStatusBuilder().withPhase("Running").build();
    PodState state = known().standsBy(status);

    assertThat(state.status()).contains(status);
    PodState has = PodState.of(new PodBuilder(pod("10")).withStatus(status).build());
    assertThat(has.standsBy(status).status()).isEmpty();
  }
}
