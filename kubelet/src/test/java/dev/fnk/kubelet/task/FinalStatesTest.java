package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an API server would refuse is not written. */
final class FinalStatesTest {
  private static PodSpec spec(String policy) {
    return Pods.pod(
            "web",
            """
            restartPolicy: %s
            initContainers:
            - {name: prepare, image: a}
            - {name: proxy, image: b, restartPolicy: Always}
            containers: [{name: web, image: c}, {name: once, image: d, restartPolicy: Never},
              {name: ruled, image: e, restartPolicy: Never, restartPolicyRules: [
                {action: Restart, exitCodes: {operator: In, values: [42]}},
                {action: Restart, exitCodes: {operator: NotIn, values: [0, 1]}}, {action: Restart}]}]
            """
                .formatted(policy))
        .getSpec();
  }

  private static ContainerStatus ended(String name, int code) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withState(ContainerStates.terminated(code, "Error", null, null, "now", "id"))
        .build();
  }

  private static ContainerStatus waiting(String name) {
    return new ContainerStatusBuilder()
        .withName(name)
        .withState(ContainerStates.waiting("ContainerCreating", null))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "Never, web, 1, kept",
    "Never, prepare, 0, kept",
    "Never, proxy, 1, left",
    "OnFailure, web, 0, kept",
    "OnFailure, web, 1, left",
    "OnFailure, prepare, 0, kept",
    "Always, web, 0, left",
    "Always, prepare, 0, left",
    "Always, once, 1, kept",
    "Always, ruled, 0, kept",
    "Always, ruled, 1, kept",
    "Never, ruled, 2, left",
    "Never, ruled, 42, left"
  })
  void whatHasEndedForGoodStaysSo(String policy, String name, int code, String outcome) {
    ContainerStatus before = ended(name, code);
    ContainerStatus now = waiting(name);

    assertThat(FinalStates.kept(spec(policy), List.of(before), List.of(now)))
        .containsExactly(outcome.equals("kept") ? before : now);
  }

  @Test
  void nothingIsForGoodWhereARuleHasAllRestarted() {
    PodSpec spec = spec("Never");
    spec.getInitContainers()
        .getFirst()
        .setRestartPolicyRules(
            Pods.pod(
                    "rule",
                    """
                    containers:
                    - name: a
                      image: a
                      restartPolicyRules:
                      - {action: RestartAllContainers, exitCodes: {operator: In, values: [88]}}
                    """)
                .getSpec()
                .getContainers()
                .getFirst()
                .getRestartPolicyRules());

    assertThat(FinalStates.kept(spec, List.of(ended("web", 1)), List.of(waiting("web"))))
        .containsExactly(waiting("web"));
  }

  @Test
  void anotherEndTakesTheFirstOnesPlace() {
    assertThat(
            FinalStates.kept(
                spec("Never"), List.of(ended("web", 1)), List.of(ended("web", 0), waiting("x"))))
        .containsExactly(ended("web", 0), waiting("x"));
  }
}
