package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.sts.CallerIdentitySigner;
import dev.fnk.kubelet.sts.CallerIdentityVerifier;
import dev.fnk.kubelet.sts.RefusedProofException;
import dev.fnk.kubelet.sts.RoleSession;
import java.io.IOException;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Who is at the two ends of a connection. Each shows the other a presigned sts:GetCallerIdentity
 * that is bound to this very connection and this direction; the node shows its own first.
 */
final class MutualProof {
  /** The signed header that binds a proof. */
  static final String HEADER = "x-fnk-channel";

  /** Labels of the exported keying material, as in the agent's {@code channel}. */
  static final String NODE_LABEL = "EXPERIMENTAL-fnk-agent-v1-node";

  static final String TASK_LABEL = "EXPERIMENTAL-fnk-agent-v1-task";

  private static final String PATH = "/v1/prove";
  private static final int LONGEST = 16 * 1024;

  private final CallerIdentitySigner signer;
  private final CallerIdentityVerifier verifier;
  private final Wire wire;
  private final Duration within;

  /**
   * @param verifier of proofs with {@link #HEADER}
   */
  MutualProof(
      CallerIdentitySigner signer, CallerIdentityVerifier verifier, Wire wire, Duration within) {
    this.signer = signer;
    this.verifier = verifier;
    this.wire = wire;
    this.within = within;
  }

  /** Returns when both ends have proved who they are. */
  void exchange(Connection connection, AgentTarget target)
      throws AgentException, InterruptedException {
    var own = new Wire.Proof(Wire.VERSION, query(connection.binding(NODE_LABEL)));
    Answer answer = connection.call(new Request("POST", PATH, wire.write(own), LONGEST, within));
    switch (answer.status()) {
      case 200 -> check(connection, target, wire.read(answer.body(), Wire.Proof.class));
      case 403 -> throw refused("the agent refuses the node's proof: " + answer.text());
      default ->
          throw new AgentException(
              AgentException.Kind.UNREACHABLE,
              "the agent does not check the node's proof: " + answer.status());
    }
  }

  private String query(String binding) throws AgentException {
    try {
      return signer.presign(HEADER, binding).url().getRawQuery();
    } catch (SdkException e) {
      throw new AgentException(
          AgentException.Kind.UNREACHABLE, "the node has no credentials: " + e.getMessage());
    }
  }

  private void check(Connection connection, AgentTarget target, Wire.Proof proof)
      throws AgentException, InterruptedException {
    if (proof.version() != Wire.VERSION || proof.query() == null) {
      throw refused("a proof of another version of the contract");
    }
    RoleSession session;
    try {
      session = verifier.identify(proof.query(), connection.binding(TASK_LABEL));
    } catch (RefusedProofException e) {
      throw refused("the agent's proof is refused: " + e.getMessage());
    } catch (IOException e) {
      throw new AgentException(
          AgentException.Kind.UNREACHABLE, "the agent's proof is not checked: " + e.getMessage());
    }
    if (!session.equals(new RoleSession(target.role(), target.taskId()))) {
      throw refused(session + " is not task " + target.taskId() + " of " + target.roleArn());
    }
  }

  private static AgentException refused(String reason) {
    return new AgentException(AgentException.Kind.REFUSED_PROOF, reason);
  }
}
