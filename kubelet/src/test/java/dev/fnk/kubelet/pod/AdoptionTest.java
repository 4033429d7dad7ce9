package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.TaskViewBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private static TaskView task(String arn, String uid, int attempt, boolean over) {
    return task(arn, Optional.of(new PodIdentity("default", "web", uid, attempt)), over);
  }

  private static TaskView task(String arn, Optional<PodIdentity> identity, boolean over) {
    return TaskViewBuilder.of(arn)
        .identity(identity)
        .phase(over ? TaskView.Phase.STOPPED : TaskView.Phase.RUNNING)
        .stopping(over)
        .build();
  }

  private static PodState pod(int attempt) {
    return PodState.of(
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("default")
            .withUid("u")
            .addToAnnotations(AnnotationKeys.ATTEMPT, Integer.toString(attempt))
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build());
  }

  private static PodState with(PodState pod, String arn) {
    return pod.record(record -> record.launched(arn, Tasks.SIZING));
  }

  private static Adoption of(int attempt, TaskView... tasks) {
    return Adoption.of(List.of(pod(attempt)), List.of(tasks));
  }

  @Test
  void aPodGetsItsTaskBack() {
    var running = task("t0", "u", 0, false);

    assertThat(of(0, running))
        .isEqualTo(
            new Adoption(
                Map.of("u", new Adoption.Adopted(running, Optional.empty())),
                List.of(),
                List.of()));
  }

  @Test
  void aTaskThatStoppedMeanwhileIsAdoptedForItsExitCode() {
    var stopped = task("t0", "u", 0, true);

    assertThat(of(0, stopped).adopted().get("u").task()).isEqualTo(stopped);
  }

  @Test
  void theLatestAttemptCountsAndTheOneBeforeIsRemembered() {
    var adoption =
        of(2, task("t0", "u", 0, true), task("t2", "u", 2, false), task("t1", "u", 1, true));

    assertThat(adoption.adopted().get("u").task().arn()).isEqualTo("t2");
    assertThat(adoption.adopted().get("u").before()).contains("t1");
    assertThat(adoption.surplus()).isEmpty();
  }

  @Test
  void anAttemptWrittenDownButNotStartedAdoptsNoEarlierTask() {
    assertThat(of(1, task("t0", "u", 0, true)).adopted()).isEmpty();
  }

  @Test
  void aRunningTaskIsThePodsWhateverAttemptIsNotedAtThePod() {
    var running = task("t0", "u", 0, false);

    assertThat(of(7, running).adopted().get("u").task()).isEqualTo(running);
    assertThat(of(7, running).surplus()).isEmpty();
  }

  @Test
  void aTaskThatIsStoppingIsThePodsUntilItsContainersHaveEnded() {
    var stopping =
        TaskViewBuilder.of("t0")
            .identity(Optional.of(new PodIdentity("default", "web", "u", 0)))
            .phase(TaskView.Phase.ENDING)
            .stopping(true)
            .build();

    assertThat(of(7, stopping).adopted().get("u").task()).isEqualTo(stopping);
  }

  @Test
  void anEarlierAttemptThatStillRunsIsSurplus() {
    var first = task("t0", "u", 0, false);

    assertThat(of(1, task("t1", "u", 1, false), first).surplus()).containsExactly(first);
  }

  @Test
  void aRunningTaskWithoutAPodIsOnlySuspected() {
    var running = task("t0", "gone", 0, false);

    var adoption = Adoption.of(List.of(), List.of(running, task("t1", "gone", 1, true)));

    assertThat(adoption.unmatched()).containsExactly(running);
    assertThat(adoption.surplus()).isEmpty();
    assertThat(adoption.adopted()).isEmpty();
  }

  @Test
  void aTaskThatIsNotAPodsIsLeftAlone() {
    var adoption = of(0, task("t9", Optional.empty(), false));

    assertThat(adoption).isEqualTo(new Adoption(Map.of(), List.of(), List.of()));
  }

  @Test
  void aStrayBesideThePodsTaskIsSurplus() {
    var own = task("t0", "u", 0, false);
    var other = task("t9", "u", 0, false);

    var strays = Adoption.ofStrays(List.of(with(pod(0), "t0")), List.of(own, other));

    assertThat(strays.surplus()).containsExactly(other);
    assertThat(strays.unmatched()).isEmpty();
  }

  @Test
  void aTaskWhoseStartWasNotAnsweredIsLeftToTheNextLaunch() {
    var strays = Adoption.ofStrays(List.of(pod(1)), List.of(task("t1", "u", 1, false)));

    assertThat(strays).isEqualTo(new Adoption(Map.of(), List.of(), List.of()));
  }

  @Test
  void aStrayOfAnEarlierAttemptIsSurplusBeforeTheNextIsStarted() {
    var first = task("t0", "u", 0, false);

    assertThat(Adoption.ofStrays(List.of(pod(1)), List.of(first)).surplus()).containsExactly(first);
  }

  @Test
  void aStrayOfAPodThatIsGoneHasNoPod() {
    var stray = task("t0", "u", 0, false);

    var strays = Adoption.ofStrays(List.of(pod(0).gone()), List.of(stray));

    assertThat(strays.unmatched()).containsExactly(stray);
    assertThat(strays.surplus()).isEmpty();
  }

  @Test
  void whatIsStoppingIsNoStray() {
    assertThat(Adoption.ofStrays(List.of(), List.of(task("t0", "u", 0, true))).unmatched())
        .isEmpty();
  }
}
