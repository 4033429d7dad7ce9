package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Row by row: what follows for a pod from what is known of it. */
class PodDeciderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final Instant LATER = NOW.plusSeconds(7);
  private static final Observations NONE = Observations.NONE;

  private final PodDecider decider =
      new PodDecider(Pods.MAPPING, new TaskToPodStatus("10.0.0.9"), Agents.NOT_ASKED);

  private static PodBuilder pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid("u")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("web")
        .withImage("nginx")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withStartTime("2026-01-01T00:00:00Z")
        .endStatus();
  }

  private static PodBuilder deleting(PodBuilder pod) {
    return pod.editMetadata().withDeletionTimestamp("2026-01-01T00:01:30Z").endMetadata();
  }

  /** That may be active for so long. */
  private static PodBuilder limited(PodBuilder pod, long seconds) {
    return pod.editSpec().withActiveDeadlineSeconds(seconds).endSpec();
  }

  private static PodBuilder policy(String policy) {
    return pod().editSpec().withRestartPolicy(policy).endSpec();
  }

  private static PodRecord fresh() {
    return PodRecord.of(pod().build());
  }

  private static PodRecord with(String task) {
    return fresh().launched(task, Tasks.SIZING);
  }

  private static Observations seeing(TaskView task) {
    return NONE.with(task, NOW);
  }

  private static Observations knowing(Resolution inputs) {
    return NONE.with(Optional.of(inputs));
  }

  private static Observations resolved() {
    return knowing(new Resolution.Resolved(Pods.inputs(pod().build())));
  }

  private Decision decide(PodBuilder pod, PodRecord record, Observations seen) {
    return decider.decide(pod.build(), record, seen, NOW);
  }

  private static PodStatus status(Decision decision) {
    return decision.status().orElseThrow();
  }

  private static ContainerStateWaiting waiting(Decision decision) {
    return status(decision).getContainerStatuses().getFirst().getState().getWaiting();
  }

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
  void whatItRefersToIsReadBeforeATaskIsPlanned() {
    assertThat(decide(pod(), fresh(), NONE))
        .isEqualTo(Decision.nothing(fresh()).and(new Action.Resolve()));
  }

  @Test
  void whatIsMissingOrRefusedIsSaidInTheContainersAndAsAnEvent() {
    for (Resolution inputs :
        List.of(
            new Resolution.Missing(List.of("one", "two")),
            new Resolution.NotNow("CreateContainerConfigError", "one; two"))) {
      var decision = decide(pod(), fresh(), knowing(inputs));

      assertThat(decision.actions()).containsExactly(new Action.Tell(true, "Failed", "one; two"));
      assertThat(waiting(decision).getReason()).isEqualTo("CreateContainerConfigError");
      assertThat(waiting(decision).getMessage()).isEqualTo("one; two");
      assertThat(decision.lookAgainAt()).isEmpty();
    }
  }

  @Test
  void aSpecThatNoTaskCanHaveIsSaidInFull() {
    var spec = pod().editSpec().withHostNetwork(true).withHostPID(true).endSpec();

    var decision = decide(spec, fresh(), resolved());

    String why =
        "hostNetwork: a Fargate task has a network of its own (instead: the pod's own address);"
            + " hostPID: a Fargate task has no host to look into (instead: leave it out)";
    assertThat(decision.actions()).containsExactly(new Action.Tell(true, "Unsupported", why));
    assertThat(waiting(decision).getMessage()).isEqualTo(why);
  }

  @Test
  void aRefusalHidesBehindNothingThatCannotBeRead() {
    var spec = pod().editSpec().withHostPID(true).endSpec();
    String why = "hostPID: a Fargate task has no host to look into (instead: leave it out)";
    var failed = fresh().launchFailed(new PodRecord.Refusal("ErrImagePull", "unreachable"), NOW);

    for (Observations seen :
        List.of(
            NONE,
            knowing(new Resolution.Missing(List.of("secret \"a\" not found"))),
            knowing(new Resolution.NotNow("ErrImagePull", "unreachable")))) {
      for (PodRecord record : List.of(fresh(), failed)) {
        var decision = decide(spec, record, seen);

        assertThat(decision.actions()).containsExactly(new Action.Tell(true, "Unsupported", why));
        assertThat(waiting(decision).getReason()).isEqualTo("UnsupportedPodSpec");
        assertThat(waiting(decision).getMessage()).isEqualTo(why);
      }
    }
    assertThat(decider.refuses(spec.build())).isTrue();
    assertThat(decider.refuses(pod().build())).isFalse();
  }

  @Test
  void whatOnlyTheClusterKnowsIsReadOnceTheRefusalIsTold() {
    var spec = pod().editSpec().withHostPID(true).endSpec();
    var told = pod(spec, decide(spec, fresh(), NONE));

    assertThat(decide(told, fresh(), NONE))
        .isEqualTo(Decision.nothing(fresh()).and(new Action.Resolve()));
    PodRecord failed = fresh().launchFailed(new PodRecord.Refusal("ErrImagePull", "x"), NOW);
    Decision waits = decide(told, failed, NONE);
    assertThat(waiting(waits).getReason()).isEqualTo("UnsupportedPodSpec");
    assertThat(waits.lookAgainAt()).contains(NOW.plusSeconds(1));
  }

  private static PodBuilder pod(PodBuilder pod, Decision written) {
    return new PodBuilder(pod.build()).withStatus(status(written));
  }

  @Test
  void whatIsLeftOutIsToldWithTheFirstTaskOnly() {
    var hooked = pod().editSpec().addNewImagePullSecret("pull").endSpec();

    var first = decide(hooked, fresh(), resolved());
    assertThat(first.actions().getFirst())
        .isInstanceOfSatisfying(
            Action.Launch.class,
            launch -> assertThat(launch.plan().launch().identity().attempt()).isZero());
    assertThat(first.actions().subList(1, first.actions().size()))
        .containsExactly(
            new Action.Tell(
                true,
                "FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets (pull); attempting to pull the image"
                    + " may not succeed."));

    assertThat(decide(hooked, with("t").nextAttempt(1), resolved()).actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Launch.class,
            launch -> assertThat(launch.plan().launch().identity().attempt()).isEqualTo(1));
  }

  @Test
  void aLaunchThatCameToNothingIsWaitedForAndSaid() {
    var why = new PodRecord.Refusal("ContainerCreating", "no capacity");

    var decision = decide(pod(), fresh().launchFailed(why, NOW), resolved());

    assertThat(decision.actions()).isEmpty();
    assertThat(waiting(decision).getReason()).isEqualTo("ContainerCreating");
    assertThat(waiting(decision).getMessage()).isEqualTo("no capacity");
    assertThat(decision.lookAgainAt()).contains(NOW.plusSeconds(1));
    PodRecord due = fresh().launchFailed(why, NOW.minusSeconds(1));
    assertThat(decide(pod(), due, resolved()).actions().getFirst())
        .isInstanceOf(Action.Launch.class);
  }

  @Test
  void aDeadlineBeforeTheNextLaunchComesFirst() {
    var why = new PodRecord.Refusal("ContainerCreating", "no capacity");
    PodRecord failed = fresh().launchFailed(why, NOW).launchFailed(why, NOW);

    assertThat(decide(limited(pod(), 61), failed, resolved()).lookAgainAt())
        .contains(NOW.plusSeconds(1));
    assertThat(decide(limited(pod(), 300), failed, resolved()).lookAgainAt())
        .contains(NOW.plusSeconds(2));
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

  @Test
  void aPodThatIsNotRestartedEndsWithItsTask() {
    var good = decide(pod(), with("t"), seeing(Tasks.ended("t", 0, 0)));
    assertThat(good.actions()).isEmpty();
    assertThat(status(good).getPhase()).isEqualTo("Succeeded");
    assertThat(status(good).getReason()).isNull();

    var bad = decide(pod(), with("t"), seeing(Tasks.ended("t", 0, 3)));
    assertThat(status(bad).getPhase()).isEqualTo("Failed");
    assertThat(status(bad).getReason()).isNull();
  }

  @Test
  void aDeletedPodIsLetGoWhenItsTaskHasEndedWhateverThePolicy() {
    var decision =
        decide(deleting(limited(policy("Always"), 1)), with("t"), seeing(Tasks.ended("t", 0, 143)));

    assertThat(decision.actions()).containsExactly(new Action.Finish());
    assertThat(status(decision).getPhase()).isEqualTo("Failed");
    assertThat(status(decision).getReason()).isNull();
  }

  @Test
  void aPodStoppedAtItsDeadlineFailsForIt() {
    var decision = decide(limited(policy("Always"), 60), with("t"), seeing(Tasks.ended("t", 0, 0)));

    assertThat(decision.actions()).isEmpty();
    assertThat(status(decision).getPhase()).isEqualTo("Failed");
    assertThat(status(decision).getReason()).isEqualTo("DeadlineExceeded");
  }

  @Test
  void aPodWhoseCapacityWasTakenFailsForThatUnlessItHadSucceeded() {
    var taken = decide(pod(), with("t"), seeing(Tasks.taken("t", 143)));
    assertThat(status(taken).getPhase()).isEqualTo("Failed");
    assertThat(status(taken).getReason()).isEqualTo("Terminated");
    assertThat(status(taken).getMessage()).isEqualTo("the words");
    assertThat(status(taken).getConditions())
        .filteredOn(condition -> condition.getType().equals("DisruptionTarget"))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.getStatus()).isEqualTo("True");
              assertThat(condition.getReason()).isEqualTo("TerminationByKubelet");
              assertThat(condition.getMessage()).isEqualTo("the words");
            });
    assertThat(
            status(decide(limited(policy("Always"), 60), with("t"), seeing(Tasks.ended("t", 0, 0))))
                .getConditions())
        .extracting("type")
        .doesNotContain("DisruptionTarget");

    assertThat(status(decide(pod(), with("t"), seeing(Tasks.taken("t", 0)))).getPhase())
        .isEqualTo("Succeeded");
    var deleted = decide(deleting(pod()), with("t"), seeing(Tasks.taken("t", 143)));
    assertThat(status(deleted).getReason()).isNull();
    assertThat(deleted.actions()).containsExactly(new Action.Finish());
  }

  @Test
  void aRestartWaitsForItsBackOffOrTheDeadline() {
    PodRecord record = with("t").nextAttempt(3).launched("t2", Tasks.SIZING);
    Observations ended = seeing(Tasks.ended("t2", 1, 1));
    Instant due = Tasks.ENDED.plusSeconds(40);

    var waits = decide(policy("Always"), record, ended);
    assertThat(waits.actions()).isEmpty();
    assertThat(waiting(waits).getMessage())
        .isEqualTo("back-off 40s restarting the containers of pod web");
    assertThat(waiting(waits).getReason()).isEqualTo("CrashLoopBackOff");
    assertThat(waits.lookAgainAt()).contains(due);
    assertThat(waits.record()).isEqualTo(record);
    assertThat(decide(limited(policy("Always"), 61), record, ended).lookAgainAt())
        .contains(NOW.plusSeconds(1));
    assertThat(decider.decide(policy("Always").build(), record, ended, due).record())
        .isEqualTo(record.nextAttempt(4));
  }

  @Test
  void theFirstRestartIsAtOnceAndWrittenDownBeforeItsTaskIsStarted() {
    var decision = decide(policy("OnFailure"), with("t"), seeing(Tasks.ended("t", 0, 1)));

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.record()).isEqualTo(with("t").nextAttempt(1));
    assertThat(decision.record().previousTask()).contains("t");
    assertThat(decision.status()).isPresent();
    assertThat(
            status(decide(policy("OnFailure"), with("t"), seeing(Tasks.ended("t", 0, 0))))
                .getPhase())
        .isEqualTo("Succeeded");
  }

  @Test
  void theBackOffOfATaskWhoseEndEcsDoesNotDateCountsFromWhenItWasSeen() {
    TaskView gone = TaskView.gone("t2");
    PodRecord record = with("t").nextAttempt(1).launched("t2", Tasks.SIZING);
    Observations seen = NONE.with(gone, NOW.minusSeconds(4)).with(gone, NOW);

    assertThat(decide(policy("Always"), record, seen).lookAgainAt())
        .contains(NOW.minusSeconds(4).plus(Duration.ofSeconds(10)));
  }
}
