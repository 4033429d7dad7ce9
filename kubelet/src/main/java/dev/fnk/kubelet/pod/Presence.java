package dev.fnk.kubelet.pod;

/** Whether a pod is in the API. */
enum Presence {
  PRESENT,
  /** It is missing where it should have been seen; only a live read tells. */
  SUSPECTED,
  /** It is not, and its uid never will be again. */
  GONE
}
