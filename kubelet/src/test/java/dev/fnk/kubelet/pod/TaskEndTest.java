package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.junit.jupiter.api.Test;

final class TaskEndTest {
  private static final ContainerState RUNNING =
      new ContainerStateBuilder().withNewRunning().endRunning().build();
  private static final ContainerState WAITING =
      new ContainerStateBuilder().withNewWaiting().endWaiting().build();
  private static final ContainerState ENDED =
      new ContainerStateBuilder().withNewTerminated().withExitCode(0).endTerminated().build();

  @Test
  void whatRunsIsToldOfWhenItsPodEndsSidecarsTooAndNothingElse() {
    PodStatus status =
        new PodStatusBuilder()
            .withInitContainerStatuses(container("setup", ENDED), container("proxy", RUNNING))
            .withContainerStatuses(
                container("web", RUNNING), container("once", ENDED), container("late", WAITING))
            .build();

    assertThat(TaskEnd.told(status))
        .containsExactly(
            new Action.Tell(false, "Killing", "Stopping container proxy"),
            new Action.Tell(false, "Killing", "Stopping container web"));
    assertThat(TaskEnd.told(new PodStatus())).isEmpty();
  }

  private static ContainerStatus container(String name, ContainerState state) {
    return new ContainerStatusBuilder().withName(name).withState(state).build();
  }
}
