package dev.fnk.local.controlplane;

/** The control plane did not come up; the message names the program, its log and last words. */
public final class ControlPlaneException extends RuntimeException {
  ControlPlaneException(String message) {
    super(message);
  }

  ControlPlaneException(String message, Throwable cause) {
    super(message, cause);
  }
}
