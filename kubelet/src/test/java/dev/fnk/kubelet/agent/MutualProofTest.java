package dev.fnk.kubelet.agent;

import static dev.fnk.kubelet.agent.AgentsFixture.QUICK;
import static dev.fnk.kubelet.agent.AgentsFixture.TASK;
import static dev.fnk.kubelet.agent.AgentsFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.FakeAgent.Reply;
import dev.fnk.kubelet.agent.FakeAgent.Script;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.sts.FakeSts;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An impostor at the agent's address is never told anything. */
@Timeout(60)
final class MutualProofTest {
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

  /** What came of a call; nothing but proofs has been sent. */
  private AgentException refused(Script prove) {
    node.agent.on("/v1/prove", prove);
    node.followed();
    AgentException e = failure(() -> node.agents.run(TASK, POD));
    assertThat(node.agent.calls())
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.path()).isEqualTo("/v1/prove"));
    assertThat(e.getMessage()).doesNotContain("X-Amz-Signature", "token");
    return e;
  }

  @ParameterizedTest
  @CsvSource({"other, task1", "pod, task2", "node, n1", "pod, task"})
  void whoIsNotThisTaskOfThisRole(String role, String session) {
    AgentException e = refused(call -> node.honest.prove(call, role, session));
    assertThat(e.kind()).isEqualTo(AgentException.Kind.REFUSED_PROOF);
    assertThat(e.getMessage()).contains("assumed-role/" + role + "/" + session + " is not task");
  }

  @Test
  void aProofOfAnotherConnection() throws Exception {
    var stolen = new AtomicReference<Reply>();
    try (var real = node.honest.teach(new FakeAgent(), "pod", TASK);
        var other = node.agents(QUICK, node.scheduler)) {
      real.on(
          "/v1/prove",
          call -> {
            stolen.set(node.honest.prove(call, "pod", TASK));
            return stolen.get();
          });
      other.follow(AgentsFixture.target(TASK, real.port()), node.told);
      node.told.status();
    }
    AgentException e = refused(_ -> stolen.get());
    assertThat(e.kind()).isEqualTo(AgentException.Kind.REFUSED_PROOF);
    assertThat(e.getMessage()).contains("SignatureDoesNotMatch");
  }

  @Test
  void aProofOfTheOtherDirection() {
    AgentException e =
        refused(
            call ->
                node.honest.proof(
                    "pod", TASK, call.binding(MutualProof.NODE_LABEL), Clock.systemUTC()));
    assertThat(e.kind()).isEqualTo(AgentException.Kind.REFUSED_PROOF);
  }

  @Test
  void theNodesOwnProof() {
    assertThat(refused(call -> new Reply(200, call.body())).kind())
        .isEqualTo(AgentException.Kind.REFUSED_PROOF);
  }

  @Test
  void anExpiredProof() {
    var past = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-7));
    AgentException e =
        refused(call -> node.honest.proof("pod", TASK, call.binding(MutualProof.TASK_LABEL), past));
    assertThat(e.kind()).isEqualTo(AgentException.Kind.REFUSED_PROOF);
    assertThat(e.getMessage()).contains("expired");
  }

  @Test
  void anotherVersion() {
    AgentException e =
        refused(
            call -> {
              Reply valid = node.honest.prove(call, "pod", TASK);
              return new Reply(
                  valid.status(), valid.body().replace("\"version\":1", "\"version\":2"));
            });
    assertThat(e.kind()).isEqualTo(AgentException.Kind.REFUSED_PROOF);
    assertThat(e.getMessage()).contains("another version");
  }

  @Test
  void noProof() {
    assertThat(refused(_ -> new Reply(200, "{\"version\":1}")).kind())
        .isEqualTo(AgentException.Kind.REFUSED_PROOF);
  }

  @Test
  void malformedProof() {
    assertThat(refused(_ -> new Reply(200, "{\"version\":1,\"query\":\"X-Amz-Signature=")).kind())
        .isEqualTo(AgentException.Kind.BAD_ANSWER);
  }

  @Test
  void oversizedProof() {
    AgentException e =
        refused(_ -> new Reply(200, "{\"version\":1,\"query\":\"" + "x".repeat(16384) + "\"}"));
    assertThat(e.kind()).isEqualTo(AgentException.Kind.BAD_ANSWER);
    assertThat(e.getMessage()).contains("longer");
  }

  @Test
  void anAgentThatRefusesTheNode() {
    AgentException e = refused(_ -> new Reply(403, "not the node"));
    assertThat(e.kind()).isEqualTo(AgentException.Kind.REFUSED_PROOF);
    assertThat(e.getMessage()).contains("the agent refuses the node's proof: not the node");
  }

  @Test
  void stsAwayIsTriedAgain() throws InterruptedException {
    node.agent.on(
        "/v1/prove",
        call ->
            node.honest.proof(
                "pod", TASK, call.binding(MutualProof.TASK_LABEL), Clock.systemUTC()));
    node.sts.answer(exchange -> FakeSts.send(exchange, 500, ""));
    node.followed();
    assertThat(node.told.lost()).contains("not checked: STS answers 500");
    assertThat(failure(() -> node.agents.run(TASK, POD)).kind())
        .isEqualTo(AgentException.Kind.UNREACHABLE);
    node.sts.answer(null);
    assertThat(node.told.status().version()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, h2", "TLSv1.3, http/1.1"})
  void whoSpeaksSomethingElse(String tls, String protocol) throws Exception {
    try (var other = node.honest.teach(new FakeAgent(tls, protocol), "pod", TASK)) {
      node.agents.follow(AgentsFixture.target(TASK, other.port()), node.told);
      AgentException e = failure(() -> node.agents.run(TASK, POD));
      assertThat(e.kind()).isEqualTo(AgentException.Kind.UNREACHABLE);
      assertThat(e.getMessage()).contains("no connection");
      assertThat(other.calls()).isEmpty();
    }
  }
}
