package dev.fnk.kubelet.task;

/** Thrown inside the mapping only, where a part of the spec cannot be had. */
final class UnsupportedSpec extends Exception {
  UnsupportedSpec(String message) {
    super(message);
  }
}
