package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.PodDecisions.DECIDER;
import static dev.fnk.kubelet.pod.PodDecisions.NONE;
import static dev.fnk.kubelet.pod.PodDecisions.NOW;
import static dev.fnk.kubelet.pod.PodDecisions.decide;
import static dev.fnk.kubelet.pod.PodDecisions.deleting;
import static dev.fnk.kubelet.pod.PodDecisions.limited;
import static dev.fnk.kubelet.pod.PodDecisions.pod;
import static dev.fnk.kubelet.pod.PodDecisions.seeing;
import static dev.fnk.kubelet.pod.PodDecisions.status;
import static dev.fnk.kubelet.pod.PodDecisions.waiting;
import static dev.fnk.kubelet.pod.PodDecisions.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Row by row: what follows for a pod whose task has ended. */
final class EndedTaskDecisionTest {
  private static PodBuilder policy(String policy) {
    return pod().editSpec().withRestartPolicy(policy).endSpec();
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
    assertThat(DECIDER.decide(policy("Always").build(), record, ended, due).record())
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
