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
  private static final Optional<String> ANY = Optional.empty();

  @ParameterizedTest
  @CsvSource({"running", "sidecar"})
  void whatRunsIsReachedByItsTasksAgent(String container) throws Exception {
    assertThat(containers(Optional.of(OnePod.VIEW)).find("ns", "web", ANY, container))
        .isSameAs(OnePod.STREAMS);
  }

  @ParameterizedTest
  @CsvSource({
    "other, running, 404, pod does not exist",
    "web, none, 404, 'container not found (\"none\")'",
    "web, ended, 500, 'container \"ended\" has ended with exit code 3 (Error)'",
    "web, waiting, 500, 'container \"waiting\" is waiting to start: CrashLoopBackOff: back-off 10s'",
    "web, made, 500, 'container \"made\" is waiting to start: ContainerCreating'",
    "web, untold, 500, 'container \"untold\" is waiting to start'",
    "web, new, 500, 'container \"new\" is waiting to start'",
    "web, first, 500, 'container \"first\" is waiting to start'"
  })
  void whyNothingCanBeRunIsSaid(String pod, String container, int status, String message) {
    assertThatThrownBy(() -> containers(Optional.of(OnePod.VIEW)).find("ns", pod, ANY, container))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            NoTargetException.class, told -> assertThat(told.status()).isEqualTo(status));
  }

  @Test
  void whoMeansAPodByItsUidReachesNoOther() throws Exception {
    RunningContainers containers = containers(Optional.of(OnePod.VIEW));

    assertThat(containers.find("ns", "web", Optional.of("u1"), "running")).isSameAs(OnePod.STREAMS);
    assertThatThrownBy(() -> containers.find("ns", "web", Optional.of("u2"), "running"))
        .hasMessage("pod not found")
        .isInstanceOfSatisfying(
            NoTargetException.class, told -> assertThat(told.status()).isEqualTo(404));
  }

  @Test
  void aTaskThatIsNotKnownYetIsSaid() {
    assertThatThrownBy(() -> containers(Optional.empty()).find("ns", "web", ANY, "running"))
        .hasMessage("the pod's task is not known to the node yet");
  }

  @Test
  void anAgentThatIsNotReachedIsSaid() {
    var containers = new RunningContainers(pod(Optional.of(OnePod.VIEW)), OnePod.silentAgents());

    assertThatThrownBy(() -> containers.find("ns", "web", ANY, "running"))
        .hasMessage("the pod's agent cannot be reached: no connection within 5 s")
        .isInstanceOfSatisfying(
            NoTargetException.class, told -> assertThat(told.status()).isEqualTo(500));
  }

  @Test
  void aPodWithoutAStatusHasWhatItsSpecificationHas() {
    var web =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("new")
            .endContainer()
            .endSpec()
            .build();
    var containers = new RunningContainers(new OnePod(web, Optional.empty()), OnePod.agents());

    assertThatThrownBy(() -> containers.find("ns", "web", ANY, "new"))
        .hasMessage("container \"new\" is waiting to start");
    assertThatThrownBy(() -> containers.find("ns", "web", ANY, "c"))
        .hasMessage("container not found (\"c\")");
  }

  private static RunningContainers containers(Optional<TaskView> view) {
    return new RunningContainers(pod(view), OnePod.agents());
  }

  private static OnePod pod(Optional<TaskView> view) {
    Pod web =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("web")
            .withUid("u1")
            .endMetadata()
            .withNewSpec()
            .addNewInitContainer()
            .withName("first")
            .endInitContainer()
            .addNewContainer()
            .withName("new")
            .endContainer()
            .endSpec()
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
                waiting("waiting", "CrashLoopBackOff", "back-off 10s"),
                waiting("made", "ContainerCreating", ""),
                status("untold").withState(new ContainerStateBuilder().build()).build())
            .endStatus()
            .build();
    return new OnePod(web, view);
  }

  private static ContainerStatus waiting(String name, String reason, String message) {
    return status(name)
        .withState(
            new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .build())
        .build();
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
