package dev.fnk.local.sigv4;

/** A request whose signature does not verify. */
public final class SignatureFailure extends RuntimeException {
  /** Why, as AWS tells the cases apart. */
  public enum Kind {
    MISSING,
    MALFORMED,
    UNKNOWN_KEY,
    EXPIRED_TOKEN,
    EXPIRED_REQUEST,
    MISMATCH
  }

  private final Kind kind;
  private final String service;

  SignatureFailure(Kind kind, String service, String message) {
    super(message);
    this.kind = kind;
    this.service = service;
  }

  public Kind kind() {
    return kind;
  }

  /** Signing name in the credential scope; empty when there is none. */
  public String service() {
    return service;
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}
