package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.stream.ForwardTarget;
import dev.fnk.kubelet.stream.NoTargetException;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunningPodsTest {
  @Test
  void aPodsPortsAreReachedByItsTasksAgent() throws Exception {
    var pods = new RunningPods(known("Running", Optional.of(OnePod.VIEW)), OnePod.agents());

    assertThat(pods.find("ns", "web", Optional.of("u1")))
        .isEqualTo(new ForwardTarget(OnePod.STREAMS, "ns/web", "u1"));
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
    Optional<TaskView> view = phase.equals("Pending") ? Optional.empty() : Optional.of(OnePod.VIEW);
    var pods = new RunningPods(known(phase, view), OnePod.agents());

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
    return new OnePod(web, view);
  }
}
