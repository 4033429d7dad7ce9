package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.heard;
import static dev.fnk.kubelet.task.Pods.pending;
import static dev.fnk.kubelet.task.Pods.running;
import static dev.fnk.kubelet.task.Pods.task;
import static dev.fnk.kubelet.task.Statuses.condition;
import static dev.fnk.kubelet.task.Statuses.container;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pod's status says of a resize: a Fargate task keeps its size. */
final class ResizedStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");
  private final TaskToPodStatus mapping = new TaskToPodStatus("10.0.0.9");

  private PodStatus status(Pod pod, PodSituation situation) {
    return mapping.status(pod, situation, NOW);
  }

  private static Pod asking(String cpu) {
    return Pods.pod(
        "web-1",
        """
        containers:
        - name: web
          image: nginx:1
          resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
          resources: {requests: {cpu: %s}, limits: {memory: 64Mi}}
        """
            .formatted(cpu));
  }

  private static Pod asking(String cpu, PodStatus before) {
    return new PodBuilder(asking(cpu)).withStatus(before).build();
  }

  @Test
  void aResizeIsInfeasibleAndTheStatusSaysWhatTheTaskHas() {
    var situation = heard(task("t1", TaskView.Phase.RUNNING, running("web")));
    Pod made = asking("100m", status(asking("100m"), situation));
    assertThat(container(made.getStatus()).getResources())
        .isEqualTo(made.getSpec().getContainers().getFirst().getResources());
    assertThat(made.getStatus().getConditions())
        .extracting("type")
        .doesNotContain("PodResizePending");

    Pod resized = asking("200m", made.getStatus());
    PodStatus told = status(resized, situation);

    PodCondition pending = condition(told, "PodResizePending");
    assertThat(pending.getStatus()).isEqualTo("True");
    assertThat(pending.getReason()).isEqualTo("Infeasible");
    assertThat(pending.getMessage()).startsWith("container web: a Fargate task keeps the size");
    assertThat(container(told).getAllocatedResources())
        .isEqualTo(Map.of("cpu", new Quantity("100m")));
    assertThat(container(told).getResources())
        .isEqualTo(container(made.getStatus()).getResources());
    assertThat(mapping.status(asking("200m", told), situation, NOW.plusSeconds(60)))
        .isEqualTo(told);
    assertThat(status(asking("100m", told), situation)).isEqualTo(made.getStatus());
  }

  @Test
  void theNextTaskHasWhatTheResizeAskedFor() {
    var first = heard(task("t1", TaskView.Phase.RUNNING, running("web")));
    PodStatus told = status(asking("200m", status(asking("100m"), first)), first);
    // Its own address; the next has another.
    told.setPodIP("10.0.1.4");
    TaskView next = Pods.task("t2", TaskView.Phase.STARTING, pending("web"));

    PodStatus after = status(asking("200m", told), PodSituation.of(next));

    assertThat(container(after).getAllocatedResources())
        .isEqualTo(Map.of("cpu", new Quantity("200m")));
    assertThat(after.getConditions()).extracting("type").doesNotContain("PodResizePending");
  }

  @Test
  void anApiServerThatKnowsOfNoResizeIsToldNothingOfIt() {
    Pod pod = asking("100m");
    pod.getSpec().getContainers().getFirst().setResizePolicy(List.of());

    var told = status(pod, heard(task("t1", TaskView.Phase.RUNNING, running("web"))));

    assertThat(container(told).getResources()).isNull();
    assertThat(container(told).getAllocatedResources()).isEmpty();
  }

  /** Where none has: the API server refuses to resize a pod of which it is not told any. */
  @Test
  void anApiServerThatCountsGenerationsIsToldTheResourcesOfAllContainers() {
    Pod pod = asking("100m");
    pod.getSpec().getContainers().getFirst().setResizePolicy(List.of());
    pod.getSpec().getContainers().getFirst().setResources(null);
    pod.getMetadata().setGeneration(1L);

    var told = status(pod, heard(task("t1", TaskView.Phase.RUNNING, running("web"))));

    assertThat(container(told).getResources()).isEqualTo(new ResourceRequirements());
    assertThat(told.getConditions()).extracting("type").doesNotContain("PodResizePending");
  }
}
