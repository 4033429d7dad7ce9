package dev.fnk.kubelet.agent;

import java.time.Duration;

/**
 * A call.
 *
 * @param body JSON; empty: none
 * @param longest most bytes of its answer
 * @param within deadline of its whole answer
 */
@SuppressWarnings("ArrayRecordComponent") // written as it is
record Request(String method, String path, byte[] body, int longest, Duration within) {
  /** Never shows the body; the same for each call of a kind. */
  @Override
  public String toString() {
    return method + " " + path.replaceFirst("\\?.*", "");
  }
}
