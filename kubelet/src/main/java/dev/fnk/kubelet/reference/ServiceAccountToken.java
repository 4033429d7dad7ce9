package dev.fnk.kubelet.reference;

import java.time.Instant;

/** A token of the pod's service account, bound to the pod. */
public record ServiceAccountToken(String token, Instant issued, Instant expires) {
  /** Never shows the token. */
  @Override
  public String toString() {
    return "ServiceAccountToken[until " + expires + "]";
  }
}
