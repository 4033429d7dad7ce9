package dev.fnk.kubelet.agent;

/** An agent did not do what it was called for. Bears nothing of what was sent. */
public final class AgentException extends Exception {
  /** What to make of it. */
  public enum Kind {
    /** It cannot be reached, or its proof not be checked, now. Whether it did it is not known. */
    UNREACHABLE,
    /** One of both did not prove to be who the other has to be. */
    REFUSED_PROOF,
    /** It runs something else, or was stopped. */
    CONFLICT,
    /** As many as may be are under way in it. */
    TOO_MANY,
    /** It does not know or take what it was sent. */
    BAD_REQUEST,
    /** It answered what is not of the contract. */
    BAD_ANSWER
  }

  private final Kind kind;

  /** With words for who asked. */
  public AgentException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What to make of it. */
  public Kind kind() {
    return kind;
  }
}
