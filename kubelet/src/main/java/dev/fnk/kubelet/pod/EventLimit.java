package dev.fnk.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many events a pod may have: 25 at once, then one in five minutes, as client-go's recorder
 * lets through for one object of one source (EventSourceObjectSpamFilter). For one thread.
 */
final class EventLimit {
  private static final int BURST = 25;
  private static final Duration REFILL = Duration.ofMinutes(5);
  private static final int REMEMBERED = 4096;

  /** When the pod's allowance would be full again. */
  private final Map<String, Instant> fullAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Counts the event if it is allowed. */
  boolean allows(String uid, Instant now) {
    Instant full = fullAt.getOrDefault(uid, now);
    Instant from = full.isBefore(now) ? now : full;
    if (from.isAfter(now.plus(REFILL.multipliedBy(BURST - 1)))) {
      return false;
    }
    fullAt.put(uid, from.plus(REFILL));
    return true;
  }
}
