package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.stats.RunningPod;
import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.TaskViewBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunningContainersTest {
  private static final AgentStreams STREAMS = (path, handler, failed) -> {};

  private static final TaskView VIEW =
      TaskViewBuilder.of("arn:aws:ecs:eu-west-1:123456789012:task/lab/t1")
          .phase(TaskView.Phase.RUNNING)
          .build();

  @ParameterizedTest
  @CsvSource({"running", "sidecar"})
  void whatRunsIsReachedByItsTasksAgent(String container) throws Exception {
    assertThat(containers(Optional.of(VIEW)).find("ns", "web", container)).isSameAs(STREAMS);
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
    assertThatThrownBy(() -> containers(Optional.of(VIEW)).find("ns", pod, container))
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
                new RunningContainers(known(web, Optional.empty()), agents())
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
    return new RunningContainers(known(web, view), agents());
  }

  private static ContainerStatus running(String name) {
    return status(name)
        .withState(new ContainerStateBuilder().withNewRunning().endRunning().build())
        .build();
  }

  private static ContainerStatusBuilder status(String name) {
    return new ContainerStatusBuilder().withName(name);
  }

  private static KnownPods known(Pod web, Optional<TaskView> view) {
    return new KnownPods() {
      @Override
      public Collection<Pod> pods() {
        return List.of(web);
      }

      @Override
      public Collection<Pod> runningPods() {
        return List.of(web);
      }

      @Override
      public Collection<RunningPod> tasks() {
        return List.of();
      }

      @Override
      public Optional<KnownPod> find(String namespace, String name) {
        return name.equals("web")
            ? Optional.of(new KnownPod(web, Optional.empty(), Optional.empty(), view))
            : Optional.empty();
      }
    };
  }

  /** Those of task t1 only. */
  private static Agents agents() {
    return (Agents)
        Proxy.newProxyInstance(
            Agents.class.getClassLoader(),
            new Class<?>[] {Agents.class},
            (self, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("streams");
              assertThat(arguments).containsExactly("t1");
              return STREAMS;
            });
  }
}
