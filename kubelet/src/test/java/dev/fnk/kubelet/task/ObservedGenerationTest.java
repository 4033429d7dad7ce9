package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Of which generation of the pod a status was made; each of the node's conditions says it too. */
final class ObservedGenerationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");

  private static Pod pod(long generation, PodStatus status) {
    return new PodBuilder(Pods.restarting("Always"))
        .editMetadata()
        .withGeneration(generation)
        .endMetadata()
        .withStatus(status)
        .build();
  }

  private static PodStatus status(Pod pod) {
    TaskView task = Pods.task("t1", TaskView.Phase.RUNNING, Pods.running("web"));
    return new TaskToPodStatus("10.0.0.9").status(pod, PodSituation.of(task), NOW);
  }

  @Test
  void statusAndConditionsSayTheGenerationThatWasSeen() {
    var theirs = new PodCondition();
    theirs.setType("theirs");
    theirs.setStatus("True");
    theirs.setObservedGeneration(1L);
    var others = new PodStatus();
    others.getConditions().add(theirs);
    PodStatus first = status(pod(1, others));
    PodStatus second = status(pod(2, first));

    assertThat(first.getObservedGeneration()).isOne();
    assertThat(second.getObservedGeneration()).isEqualTo(2);
    assertThat(second.getConditions())
        .filteredOn(condition -> !condition.getType().equals("theirs"))
        .hasSize(5)
        .allSatisfy(condition -> assertThat(condition.getObservedGeneration()).isEqualTo(2));
    assertThat(second.getConditions())
        .filteredOn(condition -> condition.getType().equals("theirs"))
        .singleElement()
        .satisfies(condition -> assertThat(condition.getObservedGeneration()).isOne());
  }
}
