package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.Agents;
import dev.fnk.kubelet.stats.RunningPod;
import dev.fnk.kubelet.stream.ForwardTarget;
import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.TaskViewBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunningPodsTest {
  private static final AgentStreams STREAMS = (path, handler, failed) -> {};

  private static final TaskView VIEW =
      TaskViewBuilder.of("arn:aws:ecs:eu-west-1:123456789012:task/lab/t1")
          .phase(TaskView.Phase.RUNNING)
          .build();

  @Test
  void aPodsPortsAreReachedByItsTasksAgent() throws Exception {
    var pods = new RunningPods(known("Running", Optional.of(VIEW)), agents());

    assertThat(pods.find("ns", "web", Optional.of("u1")))
        .isEqualTo(new ForwardTarget(STREAMS, "ns/web", "u1"));
    assertThat(pods.find("ns", "web", Optional.empty()).uid()).isEqualTo("u1");
  }

  @ParameterizedTest
  @CsvSource({
    "other, , Running, 404, pod does not exist",
    "web, u2, Running, 404, pod not found",
    "web, , Failed, 500, 'pod \"web\" does not run any more: Failed'",
    "web, , Pending, 500, the pod's task is not known to the node yet"
  })
  void whyAPodIsNotReachedIsSaid(
      String name, String uid, String phase, int status, String message) {
    Optional<TaskView> view = phase.equals("Pending") ? Optional.empty() : Optional.of(VIEW);
    var pods = new RunningPods(known(phase, view), agents());

    assertThatThrownBy(() -> pods.find("ns", name, Optional.ofNullable(uid)))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            NoTargetException.class, told -> assertThat(told.status()).isEqualTo(status));
  }

  private static KnownPods known(String phase, Optional<TaskView> view) {
    Pod web =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("ns")
            .withName("web")
            .withUid("u1")
            .endMetadata()
            .withNewStatus()
            .withPhase(phase)
            .endStatus()
            .build();
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
