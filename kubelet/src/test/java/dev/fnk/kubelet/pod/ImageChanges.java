package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.PodIdentity;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A pod of four containers whose images change, its task, and what is decided of it. */
final class ImageChanges {
  static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  static final String OLD = "web:1";
  static final String NEW = "web:2";

  static final PodDecider DECIDER =
      new PodDecider(Pods.MAPPING, new TaskToPodStatus("10.0.0.9"), Agents.NOT_ASKED);

  private ImageChanges() {}

  /** Of containers web and side, generation 1. */
  static PodBuilder pod(String policy) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withNamespace("default")
        .withUid("u")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy(policy)
        .addNewInitContainer()
        .withName("prepare")
        .withImage("prepare:1")
        .endInitContainer()
        .addNewInitContainer()
        .withName("proxy")
        .withImage("proxy:1")
        .withRestartPolicy("Always")
        .endInitContainer()
        .addNewContainer()
        .withName("web")
        .withImage(OLD)
        .endContainer()
        .addNewContainer()
        .withName("side")
        .withImage("side:1")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withStartTime("2026-01-01T00:00:00Z")
        .endStatus();
  }

  static Pod changed(Pod pod, String container, String image) {
    var changed =
        new PodBuilder(pod)
            .editMetadata()
            .withGeneration(pod.getMetadata().getGeneration() + 1)
            .endMetadata()
            .build();
    Stream.concat(
            changed.getSpec().getInitContainers().stream(),
            changed.getSpec().getContainers().stream())
        .filter(c -> c.getName().equals(container))
        .forEach(c -> c.setImage(image));
    return changed;
  }

  static TaskView task(TaskView.Phase phase, OptionalInt code) {
    var state =
        code.isPresent()
            ? ContainerView.State.STOPPED
            : phase == TaskView.Phase.RUNNING
                ? ContainerView.State.RUNNING
                : ContainerView.State.PENDING;
    var images = Map.of("prepare", "prepare:1", "proxy", "proxy:1", "web", OLD, "side", "side:1");
    return Tasks.of(
        "t",
        new PodIdentity("default", "web", "u", 0, images),
        phase,
        Stream.of("prepare", "proxy", "web", "side", TaskView.AGENT)
            .map(
                name ->
                    new ContainerView(
                        name,
                        state,
                        code,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("sha256:" + name)))
            .toArray(ContainerView[]::new));
  }

  static TaskView running() {
    return task(TaskView.Phase.RUNNING, OptionalInt.empty());
  }

  static TaskView finished(int code) {
    return task(TaskView.Phase.STOPPED, OptionalInt.of(code));
  }

  static ContainerReport runs(String name) {
    return report(name, ContainerReport.State.RUNNING, OptionalInt.empty());
  }

  static ContainerReport waits(String name) {
    return report(name, ContainerReport.State.WAITING, OptionalInt.empty());
  }

  static ContainerReport over(String name, int code) {
    return report(name, ContainerReport.State.TERMINATED, OptionalInt.of(code));
  }

  static ContainerReport report(String name, ContainerReport.State state, OptionalInt code) {
    boolean running = state == ContainerReport.State.RUNNING;
    return new ContainerReport(
        name,
        state,
        Optional.empty(),
        Optional.empty(),
        running,
        running,
        0,
        running ? Optional.of(NOW.minusSeconds(9)) : Optional.empty(),
        code.isPresent()
            ? Optional.of(
                new ContainerReport.Run(
                    Optional.of(NOW.minusSeconds(9)),
                    NOW,
                    code.getAsInt(),
                    0,
                    "Error",
                    Optional.empty()))
            : Optional.empty(),
        Optional.empty());
  }

  static AgentStatus agent(boolean stopping, boolean ended, ContainerReport... reports) {
    return new AgentStatus(7, true, stopping, ended, false, Arrays.asList(reports), List.of());
  }

  static AgentStatus allRun() {
    return agent(false, false, over("prepare", 0), runs("proxy"), runs("web"), runs("side"));
  }

  static AgentStatus allEnded() {
    return agent(
        true, true, over("prepare", 0), over("proxy", 143), over("web", 143), over("side", 143));
  }

  static Observations seeing(TaskView task, AgentStatus agent) {
    return Observations.NONE.with(task, NOW).with(agent, NOW);
  }

  static PodRecord record() {
    return PodRecord.of(pod("Always").build()).launched("t", Tasks.SIZING);
  }

  static Pod written(Pod pod, Decision decision) {
    return new PodBuilder(pod).withStatus(decision.status().orElseThrow()).build();
  }

  /** As it is when all of generation 1 has been seen to run. */
  static Pod known(String policy, Observations seen) {
    Pod pod = pod(policy).build();
    return written(pod, DECIDER.decide(pod, record(), seen, NOW));
  }

  static ContainerStatus container(PodStatus status, String name) {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static ContainerStatus web(Decision decision) {
    return container(decision.status().orElseThrow(), "web");
  }

  static Decision decide(Pod pod, PodRecord record, Observations seen) {
    return DECIDER.decide(pod, record, seen, NOW);
  }
}
