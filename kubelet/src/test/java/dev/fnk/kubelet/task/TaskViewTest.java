package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskViewTest {
  private static final Instant CONTAINERS = Instant.parse("2026-01-01T00:00:40Z");
  private static final Instant TASK = Instant.parse("2026-01-01T00:01:00Z");

  private static TaskView ended(
      @Nullable String code, @Nullable String reason, @Nullable Instant containersEnded) {
    return TaskViewBuilder.of("arn:task/t")
        .phase(TaskView.Phase.STOPPED)
        .stopping(true)
        .stopCode(Optional.ofNullable(code))
        .stoppedReason(Optional.ofNullable(reason))
        .executionStoppedAt(Optional.ofNullable(containersEnded))
        .stoppedAt(Optional.of(TASK))
        .build();
  }

  @Test
  void itHasFinishedOnceAllExitCodesAreKnown() {
    var end = Pods.exited("a", 0);
    var unknown = Pods.container("b", ContainerView.State.STOPPED, OptionalInt.empty());

    assertThat(Pods.task("t", TaskView.Phase.ENDING, end, Pods.exited("b", 1)).finished()).isTrue();
    assertThat(Pods.task("t", TaskView.Phase.ENDING, end, Pods.running("b")).finished()).isFalse();
    assertThat(Pods.task("t", TaskView.Phase.ENDING, end, unknown).finished()).isFalse();
    assertThat(Pods.task("t", TaskView.Phase.ENDING).finished()).isFalse();
    assertThat(Pods.task("t", TaskView.Phase.RUNNING, end).finished()).isFalse();
    assertThat(Pods.task("t", TaskView.Phase.STOPPED, unknown).finished()).isTrue();
  }

  @Test
  void itEndedWhenItsContainersDid() {
    assertThat(ended(null, null, CONTAINERS).finishedAt()).contains(CONTAINERS);
    assertThat(ended(null, null, null).finishedAt()).contains(TASK);
  }

  @Test
  void itsEndIsInEcsWordsOrElseItsCode() {
    assertThat(ended("UserInitiated", "by hand", null).words()).isEqualTo("by hand");
    assertThat(ended("UserInitiated", null, null).words()).isEqualTo("UserInitiated");
    assertThat(ended(null, null, null).words()).isEqualTo("the task stopped");
  }
}
