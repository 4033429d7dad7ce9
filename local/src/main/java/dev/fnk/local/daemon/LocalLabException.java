package dev.fnk.local.daemon;

/** The local lab cannot do what it was asked for; carries what a person does about it. */
public final class LocalLabException extends RuntimeException {
  /** What kind of trouble. */
  public enum Kind {
    /** No local lab runs. */
    NOT_RUNNING,
    /** One ran and is gone, and with it the local account. */
    DIED,
    /** No container engine answers. */
    ENGINE_MISSING,
    PORT_IN_USE,
    /** A program of the machine is missing. */
    TOOL_MISSING,
    /** The programs of a Kubernetes control plane can be had nowhere. */
    CONTROL_PLANE_MISSING,
    /** This operating system cannot run it. */
    UNSUPPORTED,
    /** Anything else on the way up or down. */
    FAILED
  }

  private final Kind kind;
  private final String remedy;

  LocalLabException(Kind kind, String message, String remedy) {
    super(message);
    this.kind = kind;
    this.remedy = remedy;
  }

  LocalLabException(Kind kind, String message, String remedy, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
  }

  public Kind kind() {
    return kind;
  }

  /** What to do about it, such as {@code fnk local start}. */
  public String remedy() {
    return remedy;
  }
}
