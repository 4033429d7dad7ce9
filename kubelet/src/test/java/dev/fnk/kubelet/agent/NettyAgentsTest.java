package dev.fnk.kubelet.agent;

import static dev.fnk.kubelet.Eventually.eventually;
import static dev.fnk.kubelet.agent.AgentsFixture.QUICK;
import static dev.fnk.kubelet.agent.AgentsFixture.TASK;
import static dev.fnk.kubelet.agent.AgentsFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.agent.FakeAgent.Reply;
import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class NettyAgentsTest {
  private static final PodSpecification POD =
      new PodSpecification(List.of(), List.of(), 30, Optional.empty());

  private AgentsFixture node;

  @BeforeEach
  void open() throws Exception {
    node = new AgentsFixture();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void hearsEachChange() throws InterruptedException {
    node.followed();

    AgentStatus first = node.told.status();
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.containers())
        .singleElement()
        .extracting(ContainerReport::state)
        .isEqualTo(ContainerReport.State.RUNNING);
    node.honest.change(false);
    assertThat(node.told.status().version()).isEqualTo(2);
    assertThat(node.told.untold()).isZero();
  }

  /** What is cut into more frames is decrypted, woken for and passed on as often. */
  @Test
  void aPieceOfOutputMayComeInOneFrame() throws InterruptedException {
    node.followed().told.status();

    assertThat(node.agent.calls().getLast().longestFrame()).isEqualTo(65_536);
  }

  @Test
  void sendsWhatItIsToldTo() throws Exception {
    node.followed();
    var file = new Volume.File("a", "s3".getBytes(StandardCharsets.UTF_8), 0644, OptionalInt.of(7));
    var volume = new Volume("v", false, List.of(file), OptionalLong.empty());

    node.agents.run(TASK, new PodSpecification(List.of(), List.of(volume), 30, Optional.empty()));
    node.agents.update(TASK, List.of(volume));
    node.agents.stop(TASK, Duration.ofSeconds(30));

    String json =
        """
        "volumes":[{"name":"v","scratch":false,\
        "files":[{"path":"a","data":"czM=","mode":420,"uid":7}]}]""";
    assertThat(node.agent.calls())
        .filteredOn(call -> !call.path().matches("/v1/(prove|status.*)"))
        .extracting(call -> call.path() + " " + call.body())
        .containsExactly(
            "/v1/run {\"containers\":[]," + json + ",\"terminationGracePeriodSeconds\":30}",
            "/v1/volumes {" + json + "}",
            "/v1/stop {\"graceSeconds\":30}");
  }

  @Test
  void asksWhatTheTaskUses() throws Exception {
    node.agent.on(
        "/v1/statistics",
        _ ->
            new Reply(
                200,
                """
                {"at":"2026-11-29T03:00:11Z","containers":[],"interfaces":[],"probes":[],"volumes":[]}"""));
    node.followed();

    assertThat(node.agents.statistics(TASK, Duration.ofSeconds(20)).at())
        .isEqualTo("2026-11-29T03:00:11Z");
    node.agent.on("/v1/statistics", _ -> new Reply(502, "the engine is silent"));
    assertThat(failure(() -> node.agents.statistics(TASK, Duration.ofSeconds(20))).getMessage())
        .isEqualTo("/v1/statistics: 502 the engine is silent");
  }

  @Test
  void followingTwiceIsFollowingOnce() throws InterruptedException {
    node.followed();
    node.told.status();
    node.followed();
    node.honest.change(false);
    node.told.status();
    assertThat(node.agent.connections()).isOne();
    assertThat(node.told.untold()).isZero();
  }

  @Test
  void connectsAgainWhenTheConnectionIsLost() throws InterruptedException {
    node.followed();
    node.told.status();
    node.agent.hangUp();
    assertThat(node.told.lost()).startsWith("GET /v1/status: ");
    assertThat(node.told.status().version()).as("told anew").isEqualTo(1);
  }

  @Test
  void theSameReasonIsToldOnce() throws InterruptedException {
    var tries = new AtomicInteger();
    node.agent.on(
        "/v1/prove",
        _ -> {
          tries.incrementAndGet();
          return new Reply(503, "not now");
        });
    node.followed();
    eventually("five tries", () -> tries.get() >= 5);
    assertThat(node.told.lost()).contains("503");
    assertThat(node.told.untold()).isZero();
  }

  @Test
  void afterTheLastStatusNobodyConnectsAgain() throws InterruptedException {
    node.followed();
    node.told.status();
    node.honest.change(true);
    assertThat(node.told.status().ended()).isTrue();
    eventually("the connection is over", () -> node.agent.connections() == 0);
    assertThat(failure(() -> node.agents.stop(TASK, Duration.ZERO)).getMessage()).contains("ended");
    assertThat(node.told.untold()).isZero();
  }

  @Test
  void forgetEndsTheConnectionAndTheCallsOfIt() throws Exception {
    node.followed();
    node.told.status();
    var held = new CountDownLatch(1);
    var asked = new CountDownLatch(1);
    node.agent.on(
        "/v1/run",
        _ -> {
          asked.countDown();
          held.await();
          return new Reply(204, "");
        });
    var failed = new AtomicInteger();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  AgentException e = failure(() -> node.agents.run(TASK, POD));
                  failed.set(e.kind() == AgentException.Kind.UNREACHABLE ? 1 : 2);
                });
    asked.await();

    node.agents.forget(TASK);

    caller.join();
    held.countDown();
    assertThat(failed.get()).isOne();
    eventually("the connection is over", () -> node.agent.connections() == 0);
    assertThat(node.told.untold()).isZero();
    assertThat(failure(() -> node.agents.run(TASK, POD)).getMessage()).contains("not followed");
  }

  @ParameterizedTest
  @CsvSource({
    "400, BAD_REQUEST",
    "404, BAD_REQUEST",
    "409, CONFLICT",
    "413, BAD_REQUEST",
    "403, REFUSED_PROOF",
    "500, UNREACHABLE"
  })
  void saysWhyTheAgentDidNot(int status, AgentException.Kind kind) {
    node.agent.on(
        "/v1/run", _ -> new Reply(status, "the task\n\u001b runs other " + "x".repeat(9999)));
    node.followed();
    AgentException e = failure(() -> node.agents.run(TASK, POD));
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.getMessage()).contains("the task runs other").hasSizeLessThan(400);
  }

  @Test
  void aCallHasADeadline() throws Exception {
    var over = new CountDownLatch(1);
    node.agent.on(
        "/v1/run",
        _ -> {
          over.await();
          return new Reply(204, "");
        });
    var quick =
        new Timing(
            QUICK.connect(),
            QUICK.prove(),
            Duration.ofMillis(300),
            QUICK.hold(),
            QUICK.pause(),
            QUICK.silence(),
            QUICK.away(),
            QUICK.refused(),
            QUICK.opening());
    try (var agents = node.agents(quick, node.scheduler)) {
      agents.follow(AgentsFixture.target(TASK, node.agent.port()), node.told);
      node.told.status();
      AgentException e = failure(() -> agents.run(TASK, POD));
      assertThat(e.kind()).isEqualTo(AgentException.Kind.UNREACHABLE);
      assertThat(e.getMessage()).contains("not answered");
    } finally {
      over.countDown();
    }
  }

  @Test
  void anAgentThatIsGoneWithoutAWordIsNoticed() throws Exception {
    var quick =
        new Timing(
            QUICK.connect(),
            QUICK.prove(),
            QUICK.call(),
            QUICK.hold(),
            QUICK.pause(),
            Duration.ofSeconds(2),
            QUICK.away(),
            QUICK.refused(),
            QUICK.opening());
    try (var agents = node.agents(quick, node.scheduler)) {
      agents.follow(AgentsFixture.target(TASK, node.agent.port()), node.told);
      node.told.status();
      Thread.sleep(4500); // it says nothing, but answers whether it is there
      assertThat(node.told.untold()).isZero();
      node.agent.fallSilent();
      assertThat(node.told.lost()).contains("connection is over");
    }
  }

  @Test
  void aStatusThatIsNoneIsALoss() throws InterruptedException {
    for (String body :
        List.of(
            "",
            "null",
            "{}",
            "{\"version\":1",
            "[]",
            "{\"version\":1,\"containers\":[],\"events\":[]} {}")) {
      node.agent.on("/v1/status", _ -> new Reply(200, body));
      var told = new Told();
      node.agents.follow(AgentsFixture.target(TASK, node.agent.port()), told);
      assertThat(told.lost()).contains("no AgentStatus");
      node.agents.forget(TASK);
    }
  }

  @Test
  void anEndlessStatusIsALoss() throws InterruptedException {
    String endless = "{\"version\":1,\"containers\":[],\"events\":[]" + " ".repeat(1 << 20) + "}";
    node.agent.on("/v1/status", _ -> new Reply(200, endless));
    node.followed();
    assertThat(node.told.lost()).contains("longer than 1048576");
  }

  @Test
  void aTargetIsCheckedAtOnce() {
    assertThatThrownBy(
            () -> new AgentTarget("t", "agent.example", 1, "arn:aws:iam::123456789012:role/r"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AgentTarget("t", "10.0.0.1", 1, "role"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
