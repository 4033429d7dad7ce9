package dev.fnk.kubelet.agent.contract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What agents report, in tests: containers that run are ready, and none was started again. */
public final class Reports {
  private Reports() {}

  /** An agent that has its pod, and runs it. */
  public static AgentStatus of(ContainerReport... containers) {
    return new AgentStatus(1, true, false, false, false, List.of(containers), List.of());
  }

  public static ContainerReport running(String name, Instant since) {
    return report(name, ContainerReport.State.RUNNING, Optional.of(since), Optional.empty());
  }

  /** Without a reason. */
  public static ContainerReport waiting(String name) {
    return report(name, ContainerReport.State.WAITING, Optional.empty(), Optional.empty());
  }

  public static ContainerReport ended(String name, Instant from, Instant to, int code) {
    var run =
        new ContainerReport.Run(
            Optional.of(from), to, code, 0, code == 0 ? "Completed" : "Error", Optional.empty());
    return report(name, ContainerReport.State.TERMINATED, Optional.of(from), Optional.of(run));
  }

  private static ContainerReport report(
      String name,
      ContainerReport.State state,
      Optional<Instant> startedAt,
      Optional<ContainerReport.Run> run) {
    boolean runs = state == ContainerReport.State.RUNNING;
    return new ContainerReport(
        name,
        state,
        Optional.empty(),
        Optional.empty(),
        runs,
        runs,
        0,
        startedAt,
        run,
        Optional.empty());
  }
}
