package dev.fnk.kubelet.stream;

/** A container in which nothing can be run; the message is for people. */
public final class NoTargetException extends Exception {
  private final int status;

  /**
   * @param status of HTTP
   */
  public NoTargetException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
