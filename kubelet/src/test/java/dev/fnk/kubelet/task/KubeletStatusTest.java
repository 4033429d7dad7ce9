package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Statuses.condition;
import static dev.fnk.kubelet.task.Statuses.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.Reports;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.VolumeMountStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What of a status is as a kubelet has it, down to the words. */
final class KubeletStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");
  private static final String READY_TO_START = "PodReadyToStartContainers";

  private final TaskToPodStatus mapping = new TaskToPodStatus("10.0.0.9");

  @Test
  void containersCanBeStartedAsSoonAsTheTaskHasItsNetworkAndWhileItRuns() {
    Pod pod = Pods.restarting("Never");
    TaskView starting = Pods.task("t1", TaskView.Phase.STARTING, Pods.pending("web"));
    TaskView ended = Pods.task("t1", TaskView.Phase.STOPPED, Pods.exited("web", 0));

    assertThat(readyToStart(pod, PodSituation.starting())).isEqualTo("False");
    assertThat(readyToStart(pod, PodSituation.of(starting))).isEqualTo("True");
    assertThat(
            readyToStart(
                pod, PodSituation.ended(Optional.of(ended), Optional.empty(), Optional.empty())))
        .isEqualTo("False");
  }

  @Test
  void aTaskWithoutAnAddressHasNoNetworkYet() {
    TaskView provisioned =
        TaskViewBuilder.like(Pods.task("t1", TaskView.Phase.STARTING, Pods.pending("web")))
            .ip(Optional.empty())
            .build();

    assertThat(readyToStart(Pods.restarting("Always"), PodSituation.of(provisioned)))
        .isEqualTo("False");
  }

  @Test
  void namesOfSeveralContainersAreWrittenAsGoWritesThem() {
    Pod pod =
        Pods.pod(
            "p",
            """
            initContainers: [{name: one, image: b}, {name: two, image: b}]
            containers: [{name: web, image: a}, {name: log, image: a}]
            """);

    PodStatus status = mapping.status(pod, PodSituation.starting(), NOW);

    assertThat(condition(status, "Initialized").getMessage())
        .isEqualTo("containers with incomplete status: [one two]");
    assertThat(condition(status, "Ready").getMessage())
        .isEqualTo("containers with unready status: [web log]");
  }

  @Test
  void thePodsContainersShareTwelveKibibytesOfLastWords() {
    String names =
        String.join(
            ", ", IntStream.range(0, 6).mapToObj("{name: c%d, image: a}"::formatted).toList());
    Pod pod = Pods.pod("p", "restartPolicy: Never\ncontainers: [%s]".formatted(names));
    var reports =
        IntStream.range(0, 6)
            .mapToObj(i -> terminated("c" + i, i % 2 == 0 ? "x".repeat(4096) : "ä".repeat(2048)))
            .toArray(ContainerReport[]::new);
    var views =
        IntStream.range(0, 6).mapToObj(i -> Pods.exited("c" + i, 1)).toArray(ContainerView[]::new);
    TaskView task = Pods.task("t1", TaskView.Phase.RUNNING, views);

    PodStatus status =
        mapping.status(pod, PodSituation.of(task, Optional.of(Reports.of(reports))), NOW);

    assertThat(status.getContainerStatuses())
        .extracting(it -> bytes(it.getState().getTerminated().getMessage()))
        .containsOnly(2048);
    assertThat(status.getContainerStatuses().get(1).getState().getTerminated().getMessage())
        .isEqualTo("ä".repeat(1024));
  }

  @Test
  void aContainerThatIsAloneKeepsAllOfItsLastWords() {
    TaskView task = Pods.task("t1", TaskView.Phase.RUNNING, Pods.exited("web", 1));
    var report = Optional.of(Reports.of(terminated("web", "x".repeat(4096))));

    PodStatus status = mapping.status(Pods.restarting("Never"), PodSituation.of(task, report), NOW);

    assertThat(container(status).getState().getTerminated().getMessage()).hasSize(4096);
  }

  @Test
  void mountsAreToldOfEachContainer() {
    Pod pod =
        generation(
            1,
            Pods.pod(
                "p",
                """
                initContainers:
                - {name: one, image: a, volumeMounts: [{name: v, mountPath: /v}]}
                containers:
                - name: web
                  image: a
                  volumeMounts: [{name: v, mountPath: /w, readOnly: true}, {name: v, mountPath: /x}]
                - {name: bare, image: a}
                volumes: [{name: v, emptyDir: {}}]
                """));

    PodStatus status = mapping.status(pod, PodSituation.starting(), NOW);

    assertThat(mounts(status.getInitContainerStatuses().getFirst()))
        .containsExactly("v /v null null");
    assertThat(mounts(status.getContainerStatuses().getFirst()))
        .containsExactly("v /w true Disabled", "v /x null null");
    assertThat(mounts(status.getContainerStatuses().getLast())).isEmpty();
  }

  @Test
  void anOlderApiServerIsToldNothingThatItWouldDrop() {
    Pod pod =
        Pods.pod(
            "p",
            """
            containers: [{name: web, image: a, volumeMounts: [{name: v, mountPath: /v}]}]
            volumes: [{name: v, emptyDir: {}}]
            """);

    assertThat(mounts(container(mapping.status(pod, PodSituation.starting(), NOW)))).isEmpty();
  }

  private String readyToStart(Pod pod, PodSituation situation) {
    return condition(mapping.status(pod, situation, NOW), READY_TO_START).getStatus();
  }

  private static List<String> mounts(ContainerStatus status) {
    return status.getVolumeMounts().stream().map(KubeletStatusTest::words).toList();
  }

  private static String words(VolumeMountStatus mount) {
    return "%s %s %s %s"
        .formatted(
            mount.getName(),
            mount.getMountPath(),
            mount.getReadOnly(),
            mount.getRecursiveReadOnly());
  }

  private static ContainerReport terminated(String name, String message) {
    var run = new ContainerReport.Run(Optional.of(NOW), NOW, 1, 0, "Error", Optional.of(message));
    return new ContainerReport(
        name,
        ContainerReport.State.TERMINATED,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        0,
        Optional.of(NOW),
        Optional.of(run),
        Optional.empty());
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Pod generation(long generation, Pod pod) {
    return new PodBuilder(pod).editMetadata().withGeneration(generation).endMetadata().build();
  }
}
