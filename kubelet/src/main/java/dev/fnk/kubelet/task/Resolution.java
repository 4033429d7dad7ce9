package dev.fnk.kubelet.task;

import java.util.List;

/** What came of reading what a pod's spec refers to. */
public sealed interface Resolution {
  /** All of it is there. */
  record Resolved(Inputs inputs) implements Resolution {}

  /**
   * Some of it is not there yet; the pod waits, and goes on when it appears.
   *
   * @param what in Kubernetes' words, such as {@code secret "a" not found}
   */
  record Missing(List<String> what) implements Resolution {
    public Missing {
      what = List.copyOf(what);
    }
  }

  /**
   * Some of it cannot be read, or is of no use, for now; it is read again after a while.
   *
   * @param waitingReason why the containers wait, such as {@code ErrImagePull}
   * @param message in one line, without a secret
   */
  record NotNow(String waitingReason, String message) implements Resolution {}
}
