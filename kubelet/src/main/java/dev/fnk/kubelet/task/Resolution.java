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
   * Some of it will never do, whatever appears.
   *
   * @param reasons all of them
   */
  record Refused(List<String> reasons) implements Resolution {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
