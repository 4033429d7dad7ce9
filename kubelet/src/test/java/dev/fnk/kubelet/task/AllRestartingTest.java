package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.Reports;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the conditions say of a pod in which a rule has all containers begin anew. */
final class AllRestartingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  private final TaskToPodStatus mapping = new TaskToPodStatus("10.0.0.9");
  private final Pod pod =
      Pods.pod(
          "web",
          """
          restartPolicy: Never
          initContainers: [{name: prepare, image: a}]
          containers:
          - name: web
            image: a
            restartPolicy: Never
            restartPolicyRules:
            - {action: RestartAllContainers, exitCodes: {operator: In, values: [88]}}
          """);

  @Test
  void itIsTrueWhileTheyEnd() {
    PodStatus running = status(pod, agent(false, State.RUNNING), NOW);
    assertThat(restarting(running)).contains(condition("False", NOW, null, null));

    PodStatus restarting = status(with(running), agent(true, State.TERMINATED), LATER);
    assertThat(restarting(restarting))
        .contains(
            condition(
                "True",
                LATER,
                "RestartAllContainersStarted",
                "container exited with restart policy rule"));

    PodStatus anew = status(with(restarting), agent(false, State.WAITING), LATER.plusSeconds(1));
    assertThat(restarting(anew)).contains(condition("False", LATER.plusSeconds(1), null, null));
    assertThat(anew.getPhase()).isEqualTo("Running");
    assertThat(anew.getInitContainerStatuses().getFirst().getState().getWaiting()).isNotNull();
    assertThat(find(anew, "Initialized").orElseThrow().getStatus()).isEqualTo("True");
  }

  /** As of a kubelet, whose phase goes by what runs. */
  @Test
  void thePodIsPendingWhileItsInitContainersRunAnew() {
    PodStatus running = status(pod, agent(false, State.RUNNING), NOW);
    var run = new ContainerReport.Run(Optional.of(NOW), NOW, 88, 0, "Error", Optional.empty());
    AgentStatus preparing =
        Reports.of(Reports.running("prepare", LATER), report("web", State.WAITING, run));

    PodStatus anew = status(with(running), preparing, LATER);

    assertThat(anew.getPhase()).isEqualTo("Pending");
    assertThat(find(anew, "Initialized").orElseThrow().getStatus()).isEqualTo("True");
    assertThat(status(with(anew), agent(false, State.RUNNING), LATER).getPhase())
        .isEqualTo("Running");
    assertThat(
            mapping
                .status(
                    with(running),
                    PodSituation.ended(
                        Optional.of(task()), Optional.of(preparing), Optional.empty()),
                    LATER)
                .getPhase())
        .isEqualTo("Failed");
  }

  @Test
  void itIsNotToldOfOtherPods() {
    pod.getSpec()
        .getContainers()
        .getFirst()
        .getRestartPolicyRules()
        .getFirst()
        .setAction("Restart");

    assertThat(restarting(status(pod, agent(false, State.RUNNING), NOW))).isEmpty();
  }

  @Test
  void itSaysHowThePodHasEnded() {
    PodStatus ended =
        mapping.status(
            pod,
            PodSituation.ended(
                Optional.of(task()), Optional.of(agent(true, State.TERMINATED)), Optional.empty()),
            NOW);

    assertThat(restarting(ended)).contains(condition("False", NOW, "PodFailed", null));
  }

  private enum State {
    RUNNING,
    TERMINATED,
    WAITING
  }

  private static AgentStatus agent(boolean restarting, State state) {
    var ended = new ContainerReport.Run(Optional.of(NOW), NOW, 88, 0, "Error", Optional.empty());
    return new AgentStatus(
        1,
        true,
        false,
        false,
        restarting,
        List.of(
            report("prepare", state == State.WAITING ? State.WAITING : State.TERMINATED, ended),
            report("web", state, ended)),
        List.of());
  }

  private static ContainerReport report(String name, State state, ContainerReport.Run run) {
    return new ContainerReport(
        name,
        ContainerReport.State.valueOf(state.name()),
        Optional.empty(),
        Optional.empty(),
        state == State.RUNNING,
        state == State.RUNNING,
        0,
        Optional.of(NOW),
        Optional.of(run).filter(_ -> state == State.TERMINATED),
        Optional.of(run).filter(_ -> state == State.WAITING));
  }

  private static TaskView task() {
    return Pods.task("t1", TaskView.Phase.RUNNING, Pods.running("web"));
  }

  private PodStatus status(Pod of, AgentStatus agent, Instant now) {
    return mapping.status(of, PodSituation.of(task(), Optional.of(agent)), now);
  }

  private Pod with(PodStatus status) {
    return new PodBuilder(pod).withStatus(status).build();
  }

  private static Optional<PodCondition> restarting(PodStatus status) {
    return find(status, "AllContainersRestarting");
  }

  private static Optional<PodCondition> find(PodStatus status, String type) {
    return status.getConditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  private PodCondition condition(String status, Instant since, String reason, String message) {
    return new PodCondition(
        null,
        since.toString(),
        message,
        pod.getMetadata().getGeneration(),
        reason,
        status,
        "AllContainersRestarting");
  }
}
