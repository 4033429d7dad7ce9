package dev.fnk.kubelet.task;

import dev.fnk.kubelet.reference.Reading;
import java.util.List;

/** What came of reading what a pod's spec refers to. */
public sealed interface Resolution {
  /**
   * All of it is there that has to be.
   *
   * @param absent what is not there, and need not be
   */
  record Resolved(Inputs inputs, List<Reading.Absence> absent) implements Resolution {
    public Resolved {
      absent = List.copyOf(absent);
    }

    /** With all that need not be there, too. */
    public Resolved(Inputs inputs) {
      this(inputs, List.of());
    }
  }

  /**
   * Some of it is not there yet; the pod waits, and goes on when it appears.
   *
   * @param what the mandatory, in Kubernetes' words, such as {@code secret "a" not found}
   * @param absent all that is not there, the optional too
   */
  record Missing(List<String> what, List<Reading.Absence> absent) implements Resolution {
    public Missing {
      what = List.copyOf(what);
      absent = List.copyOf(absent);
    }

    public Missing(List<String> what) {
      this(what, List.of());
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
