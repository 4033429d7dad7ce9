package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.agent.FakeAgent.Call;
import dev.fnk.kubelet.agent.FakeAgent.Reply;
import dev.fnk.kubelet.sts.CallerIdentityVerifier;
import dev.fnk.kubelet.sts.FakeSts;
import dev.fnk.kubelet.sts.RefusedProofException;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/** What an agent says that is who it should be, and keeps to the contract. */
final class HonestAgent implements AutoCloseable {
  private static final String RUNNING =
      """
      {"version":%d,"told":true,"stopping":false,"ended":%b,"events":[],"containers":[
        {"name":"app","state":"running","restarts":0,"startedAt":"2026-01-02T03:04:05.678Z"}]}
      """;

  private final FakeSts sts;
  private final CallerIdentityVerifier verifier;
  private long version = 1;
  private boolean ended;

  HonestAgent(FakeSts sts) {
    this.sts = sts;
    this.verifier =
        new CallerIdentityVerifier(
            sts.endpoint(), MutualProof.HEADER, Duration.ofSeconds(10), Clock.systemUTC());
  }

  /** Has the agent speak as this one. */
  FakeAgent teach(FakeAgent agent, String role, String session) {
    return agent
        .on("/v1/prove", call -> prove(call, role, session))
        .on("/v1/status", this::status)
        .on("/v1/run", _ -> new Reply(204, ""))
        .on("/v1/volumes", _ -> new Reply(204, ""))
        .on("/v1/stop", _ -> new Reply(204, ""));
  }

  Reply prove(Call call, String role, String session) throws Exception {
    String query = JsonMapper.shared().readTree(call.body()).get("query").asString();
    try {
      String who = verifier.identify(query, call.binding(MutualProof.NODE_LABEL)).toString();
      if (!who.equals("arn:aws:sts::123456789012:assumed-role/node/n1")) {
        return new Reply(403, who + " is not the node");
      }
    } catch (RefusedProofException e) {
      return new Reply(403, e.getMessage());
    }
    return proof(role, session, call.binding(MutualProof.TASK_LABEL), Clock.systemUTC());
  }

  /** A proof of whatever is wished. */
  Reply proof(String role, String session, String binding, Clock clock) {
    String query =
        sts.signer(role, session, clock).presign(MutualProof.HEADER, binding).url().getRawQuery();
    return new Reply(200, "{\"version\":1,\"query\":\"" + query + "\"}");
  }

  /** Tells those who wait that something has changed. */
  synchronized void change(boolean last) {
    version++;
    ended = last;
    notifyAll();
  }

  private synchronized Reply status(Call call) throws InterruptedException {
    boolean current = call.path().contains("version=" + version + "&");
    while (current && !ended && call.path().contains("version=" + version + "&")) {
      wait();
    }
    return new Reply(200, RUNNING.formatted(version, ended));
  }

  @Override
  public void close() {
    change(true);
    verifier.close();
  }
}
