package dev.fnk.kubelet.reference;

/** What came of reading what a pod belongs to. */
public sealed interface Inheritance {
  /** Both are there. */
  record Known(InheritedAnnotations annotations) implements Inheritance {}

  /**
   * The API server does not answer, or the service account is gone; to be read again.
   *
   * @param message why
   */
  record NotNow(String message) implements Inheritance {}
}
