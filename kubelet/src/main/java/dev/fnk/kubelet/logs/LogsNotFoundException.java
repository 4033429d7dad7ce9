package dev.fnk.kubelet.logs;

/** The node has no such pod or container, or it has not started yet; the message says which. */
public final class LogsNotFoundException extends Exception {
  public LogsNotFoundException(String message) {
    super(message);
  }
}
