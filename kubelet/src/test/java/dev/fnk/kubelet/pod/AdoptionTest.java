package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.TaskView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private static TaskView task(String arn, String uid, int attempt, boolean over) {
    return new TaskView(
        arn,
        Optional.of(new PodIdentity("default", "web", uid, attempt)),
        Optional.empty(),
        over ? TaskView.Phase.STOPPED : TaskView.Phase.RUNNING,
        over,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false);
  }

  @Test
  void aPodGetsItsTaskBack() {
    var running = task("t0", "u", 0, false);

    var adoption = Adoption.of(Map.of("u", 0), List.of(running));

    assertThat(adoption.adopted()).containsExactly(Map.entry("u", running));
    assertThat(adoption.surplus()).isEmpty();
    assertThat(adoption.unmatched()).isEmpty();
  }

  @Test
  void aTaskThatStoppedMeanwhileIsAdoptedForItsExitCode() {
    var stopped = task("t0", "u", 0, true);

    assertThat(Adoption.of(Map.of("u", 0), List.of(stopped)).adopted()).containsEntry("u", stopped);
  }

  @Test
  void theLatestAttemptCounts() {
    var first = task("t0", "u", 0, true);
    var second = task("t1", "u", 1, false);

    var adoption = Adoption.of(Map.of("u", 1), List.of(first, second));

    assertThat(adoption.adopted()).containsEntry("u", second);
    assertThat(adoption.surplus()).isEmpty();
  }

  @Test
  void anAttemptWrittenDownButNotStartedAdoptsNoEarlierTask() {
    var first = task("t0", "u", 0, true);

    assertThat(Adoption.of(Map.of("u", 1), List.of(first)).adopted()).isEmpty();
  }

  @Test
  void anEarlierAttemptThatStillRunsIsSurplus() {
    var first = task("t0", "u", 0, false);
    var second = task("t1", "u", 1, false);

    assertThat(Adoption.of(Map.of("u", 1), List.of(second, first)).surplus())
        .containsExactly(first);
  }

  @Test
  void aRunningTaskWithoutAPodIsOnlySuspected() {
    var running = task("t0", "gone", 0, false);
    var stopped = task("t1", "gone", 1, true);

    var adoption = Adoption.of(Map.of(), List.of(running, stopped));

    assertThat(adoption.unmatched()).containsExactly(running);
    assertThat(adoption.surplus()).isEmpty();
    assertThat(adoption.adopted()).isEmpty();
  }

  @Test
  void aTaskThatIsNotAPodsIsLeftAlone() {
    var other =
        new TaskView(
            "t9",
            Optional.empty(),
            Optional.empty(),
            TaskView.Phase.RUNNING,
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false);

    var adoption = Adoption.of(Map.of(), List.of(other));

    assertThat(adoption.unmatched()).isEmpty();
    assertThat(adoption.surplus()).isEmpty();
  }
}
