package dev.fnk.kubelet.agent;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.FakeAgent.Reply;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.SystemScheduler;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FollowerTest {
  /** Sleeps at once and keeps how long it should have. */
  private record Hasty(SystemScheduler real, List<Duration> slept) implements Scheduler {
    @Override
    public void sleep(Duration duration) throws InterruptedException {
      slept.add(duration);
      real.sleep(Duration.ofMillis(1));
    }

    @Override
    public long nanoTime() {
      return real.nanoTime();
    }

    @Override
    public Work start(String name, Runnable work) {
      return real.start(name, work);
    }

    @Override
    public Work after(Duration delay, Runnable work) {
      return real.after(delay, work);
    }

    @Override
    public Signal signal() {
      return real.signal();
    }

    @Override
    public Instant instant() {
      return real.instant();
    }
  }

  @Test
  void waitsLongerAndLongerButNotAllAtOnce() throws Exception {
    try (var node = new AgentsFixture();
        var nobody = new Socket()) {
      nobody.bind(new InetSocketAddress(0)); // nobody else's either, and nobody listens
      List<Duration> slept = new CopyOnWriteArrayList<>();
      try (var agents = node.agents(Timing.standard(), new Hasty(node.scheduler, slept))) {
        agents.follow(AgentsFixture.target("task1", nobody.getLocalPort()), node.told);
        eventually("ten tries", () -> slept.size() >= 10);
      }
      assertThat(node.told.lost()).contains("no connection: ").contains("refused");
      long most = 200;
      boolean jitter = false;
      for (Duration wait : slept.subList(0, 10)) {
        assertThat(wait.toMillis()).isBetween(most / 2, most);
        jitter |= wait.toMillis() != most;
        most = Math.min(most * 2, 10_000);
      }
      assertThat(jitter).isTrue();
    }
  }

  @Test
  void aRefusedProofIsNotTriedOftenAgain() throws Exception {
    try (var node = new AgentsFixture()) {
      List<Duration> slept = new CopyOnWriteArrayList<>();
      node.agent.on("/v1/prove", _ -> new Reply(403, "no"));
      try (var agents = node.agents(Timing.standard(), new Hasty(node.scheduler, slept))) {
        agents.follow(AgentsFixture.target("task1", node.agent.port()), node.told);
        eventually("two tries", () -> slept.size() >= 2);
      }
      assertThat(slept.get(0)).isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));
      assertThat(slept.get(1)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
    }
  }

  @Test
  void fewConnectionsAreOpenedAtATime() throws Exception {
    try (var node = new AgentsFixture()) {
      var now = new AtomicInteger();
      var most = new AtomicInteger();
      var go = new Semaphore(0);
      node.agent.on(
          "/v1/prove",
          call -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            go.acquire();
            now.decrementAndGet();
            return node.honest.prove(call, "pod", "task1");
          });
      for (int i = 0; i < 40; i++) {
        node.agents.follow(AgentsFixture.target("task" + i, node.agent.port()), node.told);
      }
      eventually("as many as may", () -> now.get() == AgentsFixture.QUICK.opening());
      go.release(1000);
      eventually("all had their turn", () -> node.told.untold() >= 40);
      assertThat(node.told.rest())
          .filteredOn(told -> String.valueOf(told).contains("is not task"))
          .as("all but task1 are others")
          .hasSize(39);
      assertThat(most.get()).isEqualTo(AgentsFixture.QUICK.opening());
    }
  }

  @Test
  void aListenerThatFailsIsNotTheEnd() throws Exception {
    try (var node = new AgentsFixture()) {
      var calls = new AtomicInteger();
      node.agents.follow(
          AgentsFixture.target("task1", node.agent.port()),
          new Agents.Listener() {
            @Override
            public void status(dev.fnk.kubelet.agent.contract.AgentStatus status) {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("not expected");
              }
            }

            @Override
            public void lost(String why) {
              node.told.lost(why);
            }
          });
      assertThat(node.told.lost()).contains("the node failed");
      eventually("told again", () -> calls.get() == 2);
    }
  }
}
