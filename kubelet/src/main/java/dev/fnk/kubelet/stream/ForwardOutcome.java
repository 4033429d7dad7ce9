package dev.fnk.kubelet.stream;

/** How a connection to a port ended. */
sealed interface ForwardOutcome {
  /** Both sides have said their last. */
  record Done() implements ForwardOutcome {}

  /** One side broke off. */
  record Broken() implements ForwardOutcome {}

  /** There are as many as there may be. */
  record Refused() implements ForwardOutcome {}

  /**
   * There was none.
   *
   * @param why for people
   */
  record Failed(String why) implements ForwardOutcome {}
}
