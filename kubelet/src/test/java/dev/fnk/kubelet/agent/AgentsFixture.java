package dev.fnk.kubelet.agent;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.schedule.Doubling;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.SystemScheduler;
import dev.fnk.kubelet.sts.FakeSts;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A node, an STS and an agent of task {@code task1} with the role {@code pod}. */
final class AgentsFixture implements AutoCloseable {
  static final String TASK = "task1";

  /** Waits short enough for a test; what is to be late is so by a script. */
  static final Timing QUICK =
      new Timing(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofMillis(1),
          Duration.ofSeconds(25),
          new Doubling(Duration.ofMillis(10), Duration.ofMillis(100)),
          new Doubling(Duration.ofMillis(10), Duration.ofMillis(100)),
          8);

  final FakeSts sts = new FakeSts();
  final HonestAgent honest = new HonestAgent(sts);
  final SystemScheduler scheduler = new SystemScheduler();
  final ConnectionLoop loop = new ConnectionLoop();
  final Told told = new Told();
  final FakeAgent agent;
  final NettyAgents agents;

  AgentsFixture() throws Exception {
    this(new FakeAgent(), QUICK);
  }

  AgentsFixture(FakeAgent agent, Timing timing) throws Exception {
    this.agent = honest.teach(agent, "pod", TASK);
    this.agents = agents(timing, scheduler);
  }

  NettyAgents agents(Timing timing, Scheduler by) {
    return new NettyAgents(
        sts.signer("node", "n1", Clock.systemUTC()),
        sts.endpoint(),
        timing,
        by,
        new Random(1),
        loop);
  }

  static AgentTarget target(String task, int port) {
    return new AgentTarget(
        task, "127.0.0.1", port, "arn:aws:iam::123456789012:role/with/a/path/pod");
  }

  AgentsFixture followed() {
    agents.follow(target(TASK, agent.port()), told);
    return this;
  }

  static AgentException failure(ThrowingCallable call) {
    return catchThrowableOfType(AgentException.class, call);
  }

  @Override
  public void close() {
    agents.close();
    loop.close();
    honest.close();
    agent.close();
    scheduler.close();
    sts.close();
  }
}
