package dev.fnk.kubelet.stream;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many commands are under way in each pod. */
public final class ExecSlots {
  private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();
  private final ExecLimits limits;

  public ExecSlots(ExecLimits limits) {
    this.limits = limits;
  }

  ExecLimits limits() {
    return limits;
  }

  /** False: there are as many as may be. */
  boolean take(String pod) {
    int now = taken.merge(pod, 1, Integer::sum);
    if (now > limits.pod()) {
      free(pod);
      return false;
    }
    return true;
  }

  void free(String pod) {
    taken.computeIfPresent(pod, (_, count) -> count > 1 ? count - 1 : null);
  }
}
