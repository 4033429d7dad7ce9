package dev.fnk.kubelet.reference;

import java.util.Map;

/** What came of reading the claims that a pod's volumes name. */
public sealed interface Claims {
  /**
   * All are bound.
   *
   * @param volumes by the claim's name
   */
  record Bound(Map<String, ClaimedVolume> volumes) implements Claims {
    public Bound {
      volumes = Map.copyOf(volumes);
    }
  }

  /**
   * One is missing or not bound yet, or the API server does not answer; to be read again.
   *
   * @param message why, in the kubelet's words
   */
  record NotNow(String message) implements Claims {}
}
