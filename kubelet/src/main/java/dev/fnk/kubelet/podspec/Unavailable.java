package dev.fnk.kubelet.podspec;

/** Thrown inside the mapping only: a value cannot be had, for a reason in the kubelet's words. */
final class Unavailable extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  Unavailable(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
