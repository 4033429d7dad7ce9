package dev.fnk.local.aws;

/** A documented error of an AWS service; the gateway writes it in the service's own protocol. */
public final class AwsError extends RuntimeException {
  private final int status;
  private final String code;

  /**
   * @param status HTTP status, 400 to 599
   * @param code error code of the service model, such as {@code ClusterNotFoundException}
   * @param message what a person reads
   */
  public AwsError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}
