package dev.fnk.kubelet.server;

/** The request cannot be served as it is; the message says why. */
final class BadRequestException extends Exception {
  private final int status;

  /** It cannot be understood. */
  BadRequestException(String message) {
    this(400, message);
  }

  private BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** It is understood, and makes no sense. */
  static BadRequestException invalid(String message) {
    return new BadRequestException(422, message);
  }

  /** Of HTTP, as a kubelet has it. */
  int status() {
    return status;
  }
}
