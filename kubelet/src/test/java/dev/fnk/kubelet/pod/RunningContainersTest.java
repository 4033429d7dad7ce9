package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunningContainersTest {
  @ParameterizedTest
  @CsvSource({"running", "sidecar"})
  void whatRunsIsReachedByItsTasksAgent(String container) throws Exception {
    assertThat(containers(Optional.of(OnePod.VIEW)).find("ns", "web", container))
        .isSameAs(OnePod.STREAMS);
  }

  @ParameterizedTest
  @CsvSource({
    "other, running, 404, pod does not exist",
    "web, none, 404, 'container not found (\"none\")'",
    "web, ended, 500, 'container \"ended\" has ended with exit code 3 (Error)'",
    "web, waiting, 500, 'container \"waiting\" is waiting to start: CrashLoopBackOff'",
    "web, untold, 500, 'container \"untold\" is waiting to start: unknown'"
  })
  void whyNothingCanBeRunIsSaid(String pod, String container, int status, String message) {
    assertThatThrownBy(() -> containers(Optional.of(OnePod.VIEW)).find("ns", pod, container))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            NoTargetException.class, told -> assertThat(told.status()).isEqualTo(status));
  }

  @Test
  void aTaskThatIsNotKnownYetIsSaid() {
    assertThatThrownBy(() -> containers(Optional.empty()).find("ns", "web", "running"))
        .hasMessage("the pod's task is not known to the node yet");
  }

  @Test
  void aPodWithoutAStatusHasNoContainers() {
    var web = new PodBuilder().withNewMetadata().withName("web").endMetadata().build();

    assertThatThrownBy(
            () ->
                new RunningContainers(new OnePod(web, Optional.empty()), OnePod.agents())
                    .find("ns", "web", "c"))
        .hasMessage("container not found (\"c\")");
  }

  private static RunningContainers containers(Optional<TaskView> view) {
    Pod web =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("web")
            .endMetadata()
            .withNewStatus()
            .withInitContainerStatuses(running("sidecar"))
            .withContainerStatuses(
                running("running"),
                status("ended")
                    .withState(
                        new ContainerStateBuilder()
                            .withNewTerminated()
                            .withExitCode(3)
                            .withReason("Error")
                            .endTerminated()
                            .build())
                    .build(),
                status("waiting")
                    .withState(
                        new ContainerStateBuilder()
                            .withNewWaiting()
                            .withReason("CrashLoopBackOff")
                            .endWaiting()
                            .build())
                    .build(),
                status("untold").withState(new ContainerStateBuilder().build()).build())
            .endStatus()
            .build();
    return new RunningContainers(new OnePod(web, view), OnePod.agents());
  }

  private static ContainerStatus running(String name) {
    return status(name)
        .withState(new ContainerStateBuilder().withNewRunning().endRunning().build())
        .build();
  }

  private static ContainerStatusBuilder status(String name) {
    return new ContainerStatusBuilder().withName(name);
  }
}
