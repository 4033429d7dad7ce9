package dev.fnk.kubelet.agent;

import static dev.fnk.kubelet.agent.AgentsFixture.TASK;
import static dev.fnk.kubelet.agent.AgentsFixture.failure;
import static dev.fnk.kubelet.agent.AgentsFixture.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.ContainerReport.State;
import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Node and agent as they are, with a fake STS between them. */
@Timeout(300)
final class RealAgentIT {
  @TempDir private static Path directory;
  private static Path program;

  private AgentsFixture node;

  @BeforeAll
  static void build() throws Exception {
    program = RealAgent.build(directory);
  }

  @BeforeEach
  void open() throws Exception {
    node = new AgentsFixture();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private RealAgent agent(String role, String task) throws Exception {
    return new RealAgent(program, node.sts, role, task, "app");
  }

  private static PodSpecification shell(String script) {
    return new PodSpecification(
        List.of(
            new ContainerSpecification(
                "app",
                ContainerSpecification.Kind.MAIN,
                ContainerSpecification.Restart.NEVER,
                List.of(),
                false,
                List.of("sh", "-c", script),
                List.of(new EnvVariable("PATH", "/usr/bin:/bin"), new EnvVariable("CODE", "7")),
                Optional.of("/"),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                List.of(),
                false,
                false,
                Optional.empty(),
                false,
                OptionalLong.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())),
        List.of(),
        30,
        Optional.empty());
  }

  private ContainerReport await(Predicate<ContainerReport> holds) throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      AgentStatus status = node.told.status();
      if (holds.test(status.containers().getFirst())) {
        return status.containers().getFirst();
      }
    }
    throw new AssertionError("it never came");
  }

  @Test
  void aPodRunsAndItsExitCodeComesBack() throws Exception {
    try (var real = agent("pod", TASK)) {
      node.agents.follow(target(TASK, real.port()), node.told);
      assertThat(node.told.status().told()).isFalse();

      node.agents.run(TASK, shell("exit $CODE"));
      node.agents.run(TASK, shell("exit $CODE"));

      ContainerReport ended = await(app -> app.state() == State.TERMINATED);
      assertThat(ended.run().orElseThrow())
          .returns(7, ContainerReport.Run::code)
          .returns(0, ContainerReport.Run::signal)
          .returns("Error", ContainerReport.Run::reason);
      assertThat(real.supervisor(0).waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(real.supervisor(0).exitValue()).isEqualTo(7);
      assertThat(real.agent().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(real.agent().exitValue()).isZero();
    }
  }

  @Test
  void aPodIsStopped() throws Exception {
    try (var real = agent("pod", TASK)) {
      node.agents.follow(target(TASK, real.port()), node.told);
      node.agents.run(TASK, shell("exec sleep 600"));
      await(app -> app.state() == State.RUNNING);

      assertThat(failure(() -> node.agents.run(TASK, shell("another"))).kind())
          .isEqualTo(AgentException.Kind.CONFLICT);
      node.agents.stop(TASK, Duration.ofSeconds(30));

      assertThat(await(app -> app.state() == State.TERMINATED).run().orElseThrow())
          .returns(143, ContainerReport.Run::code)
          .returns(15, ContainerReport.Run::signal);
    }
  }

  @Test
  void whatTheAgentDoesNotTakeIsSaid() throws Exception {
    try (var real = agent("pod", TASK)) {
      node.agents.follow(target(TASK, real.port()), node.told);
      AgentException e =
          failure(
              () ->
                  node.agents.run(
                      TASK, new PodSpecification(List.of(), List.of(), 30, Optional.empty())));
      assertThat(e.kind()).isEqualTo(AgentException.Kind.BAD_REQUEST);
      // Of a pod that it was not told of it has no volumes.
      assertThat(failure(() -> node.agents.update(TASK, List.of())).kind())
          .isEqualTo(AgentException.Kind.CONFLICT);
    }
  }

  @Test
  void theAgentOfAnotherTaskIsNotTold() throws Exception {
    try (var real = agent("pod", "task2")) {
      node.agents.follow(target(TASK, real.port()), node.told);
      assertThat(node.told.lost()).contains("assumed-role/pod/task2 is not task task1");
    }
  }

  /** As an address that ECS gives to another pod's task while the node still follows the first. */
  @Test
  void anotherTaskAtTheAddressOfOneThatIsGoneIsNotTold() throws Exception {
    int port;
    try (var real = agent("pod", TASK)) {
      port = real.port();
      node.agents.follow(target(TASK, port), node.told);
      node.told.status();
    }
    assertThat(node.told.lost()).startsWith("GET /v1/status: ");
    try (var _ = new RealAgent(program, node.sts, "pod", "task2", port, "app");
        var its = node.agents(AgentsFixture.QUICK, node.scheduler)) {
      String why = node.told.lost();
      while (why.contains("no connection")) {
        why = node.told.lost();
      }
      assertThat(why).contains("assumed-role/pod/task2 is not task task1");
      assertThat(failure(() -> node.agents.run(TASK, shell("exit $CODE"))).kind())
          .isEqualTo(AgentException.Kind.REFUSED_PROOF);
      assertThat(failure(() -> node.agents.stop(TASK, Duration.ZERO)).kind())
          .isEqualTo(AgentException.Kind.REFUSED_PROOF);

      var told = new Told();
      its.follow(target("task2", port), told);
      AgentStatus status = told.status();
      assertThat(status.told()).isFalse();
      assertThat(status.stopping()).isFalse();
    }
  }

  /** Killed while it follows one pod and another waits to be told: whoever comes next goes on. */
  @Test
  void aNodeThatComesAfterFindsWhatIsThere() throws Exception {
    try (var real = agent("pod", TASK)) {
      try (var killed = node.agents(AgentsFixture.QUICK, node.scheduler)) {
        var told = new Told();
        killed.follow(target(TASK, real.port()), told);
        told.status();
        killed.run(TASK, shell("exec sleep 600"));
      }
      node.agents.follow(target(TASK, real.port()), node.told);
      await(app -> app.state() == State.RUNNING);
      // It does not know whether it has told it: the same is no conflict, and starts nothing anew.
      node.agents.run(TASK, shell("exec sleep 600"));
      node.agents.stop(TASK, Duration.ofSeconds(30));
      assertThat(await(app -> app.state() == State.TERMINATED).run().orElseThrow().signal())
          .isEqualTo(15);
    }
  }

  @Test
  void theAgentAdmitsTheNodeOnly() throws Exception {
    try (var real = agent("pod", TASK);
        var other =
            new NettyAgents(
                node.sts.signer("pod", TASK, Clock.systemUTC()),
                node.sts.endpoint(),
                AgentsFixture.QUICK,
                node.scheduler,
                new Random(1),
                node.loop)) {
      other.follow(target(TASK, real.port()), node.told);
      assertThat(node.told.lost()).contains("the agent refuses the node's proof").contains("pod");
      assertThat(failure(() -> other.stop(TASK, Duration.ZERO)).kind())
          .isEqualTo(AgentException.Kind.REFUSED_PROOF);
    }
  }

  @Test
  void anAgentThatDiesIsALoss() throws Exception {
    try (var real = agent("pod", TASK)) {
      node.agents.follow(target(TASK, real.port()), node.told);
      node.told.status();
      real.agent().destroyForcibly();
      node.told.lost();
      assertThat(node.told.lost()).contains("no connection");
    }
  }
}
