package dev.fnk.kubelet.logs;

/** There is no log to show; the message is the kubelet's. */
public final class LogsNotFoundException extends Exception {
  /** What is missing. */
  public enum Missing {
    /** The node has no such pod, or the pod no such container. */
    CONTAINER,
    /** The container has not started yet, or has no earlier run. */
    RUN
  }

  private final Missing missing;

  public LogsNotFoundException(Missing missing, String message) {
    super(message);
    this.missing = missing;
  }

  public Missing missing() {
    return missing;
  }
}
