package dev.fnk.kubelet.task;

/**
 * A text of a pod's spec after expansion.
 *
 * @param ofPod whether it differs between pods of one template, and so must travel as an override
 */
record Value(String text, boolean ofPod) {
  static Value shared(String text) {
    return new Value(text, false);
  }

  static Value ofPod(String text) {
    return new Value(text, true);
  }
}
