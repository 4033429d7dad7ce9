package dev.fnk.kubelet.server;

/** The request cannot be understood; the message says what. */
final class BadRequestException extends Exception {
  BadRequestException(String message) {
    super(message);
  }
}
