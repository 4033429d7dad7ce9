package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.agent.contract.Volume;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON of the contract. What the node sends the agent takes to the letter; of what the agent sends,
 * fields that this node does not know are passed over, and what is not said is empty, 0 or false.
 */
final class Wire {
  /** Version of the contract, in its paths and proofs. */
  static final int VERSION = 1;

  /** About as many as read or write at a time. */
  private static final int POOL = 8;

  private final JsonMapper mapper =
      // Not a pool for each thread, which is Jackson's default: there are as many as agents.
      JsonMapper.builder(
              JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(POOL)).build())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What each side shows the other: the query of a presigned sts:GetCallerIdentity. */
  record Proof(int version, String query) {
    /** Never shows the query. */
    @Override
    public String toString() {
      return "a proof of version " + version;
    }
  }

  record Stop(long graceSeconds) {}

  record Update(List<Volume> volumes) {}

  byte[] write(Object value) {
    return mapper.writeValueAsBytes(value);
  }

  /** The value, without a word of it in the error: it may be a proof. */
  <T> T read(byte[] json, Class<T> type) throws AgentException {
    T value;
    try {
      value = mapper.readValue(json, type);
    } catch (JacksonException _) {
      value = null;
    }
    if (value == null) {
      throw new AgentException(
          AgentException.Kind.BAD_ANSWER, "the agent's answer is no " + type.getSimpleName());
    }
    return value;
  }
}
