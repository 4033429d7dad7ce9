package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** A pod whose task runs, what its agent may report, and what is decided. */
final class AgentDecisions {
  static final Instant NOW = PodDecisions.NOW;

  static final TaskView RUNNING =
      Tasks.of(
          "t",
          Tasks.attempt(0),
          TaskView.Phase.RUNNING,
          container("web", ContainerView.State.RUNNING),
          container(TaskView.AGENT, ContainerView.State.RUNNING));

  static final PodSpecification TOLD =
      new PodSpecification(List.of(), List.of(), 30, Optional.empty());

  private AgentDecisions() {}

  static ContainerView container(String name, ContainerView.State state) {
    return new ContainerView(
        name,
        state,
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Of a node whose instruction to the task's agent is this one at the time. */
  static PodDecider decider(Supplier<Instructions.Instruction> instruction) {
    return new PodDecider(
        Pods.MAPPING,
        new TaskToPodStatus("10.0.0.9"),
        (_, task, _) -> {
          assertThat(task).isEqualTo(RUNNING);
          return instruction.get();
        });
  }

  static PodBuilder pod(String policy) {
    return PodDecisions.pod().editSpec().withRestartPolicy(policy).endSpec();
  }

  static PodRecord record() {
    return PodRecord.of(pod("Always").build()).launched("t", Tasks.SIZING);
  }

  static Observations reporting(AgentStatus status) {
    return Observations.NONE.with(RUNNING, NOW).with(status, NOW);
  }

  static AgentStatus silent() {
    return new AgentStatus(1, false, false, false, false, List.of(), List.of());
  }

  static AgentStatus running() {
    return status(false, false, ContainerReport.State.RUNNING, Optional.empty());
  }

  static AgentStatus stopping() {
    return status(true, false, ContainerReport.State.RUNNING, Optional.empty());
  }

  static AgentStatus ended(boolean stopping, int code) {
    return status(
        stopping,
        true,
        ContainerReport.State.TERMINATED,
        Optional.of(
            new ContainerReport.Run(
                Optional.of(NOW.minusSeconds(9)),
                NOW,
                code,
                0,
                code == 0 ? "Completed" : "Error",
                Optional.empty())));
  }

  static AgentStatus status(
      boolean stopping,
      boolean ended,
      ContainerReport.State state,
      Optional<ContainerReport.Run> run) {
    return new AgentStatus(
        7,
        true,
        stopping,
        ended,
        false,
        List.of(
            new ContainerReport(
                "web",
                state,
                Optional.empty(),
                Optional.empty(),
                state == ContainerReport.State.RUNNING,
                state == ContainerReport.State.RUNNING,
                0,
                Optional.of(NOW.minusSeconds(9)),
                run,
                Optional.empty())),
        List.of());
  }

  static PodStatus status(Decision decision) {
    return decision.status().orElseThrow();
  }

  static ContainerState state(Decision decision) {
    return status(decision).getContainerStatuses().getFirst().getState();
  }
}
