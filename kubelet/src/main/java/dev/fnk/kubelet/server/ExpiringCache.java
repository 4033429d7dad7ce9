package dev.fnk.kubelet.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers of the API server, kept briefly. */
final class ExpiringCache<K, V> {
  /** Callers are few; who sends more keys than this only empties the cache. */
  private static final int MOST = 1000;

  private record Entry<V>(V value, Instant until) {}

  private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();
  private final Clock clock;

  ExpiringCache(Clock clock) {
    this.clock = clock;
  }

  /**
   * The value kept, or a new one; a load that throws keeps nothing.
   *
   * @param keep for how long
   */
  V get(K key, Supplier<V> load, Function<V, Duration> keep) {
    Instant now = clock.instant();
    Entry<V> kept = entries.get(key);
    if (kept != null && now.isBefore(kept.until())) {
      return kept.value();
    }
    V value = load.get();
    if (entries.size() >= MOST) {
      entries.clear();
    }
    entries.put(key, new Entry<>(value, now.plus(keep.apply(value))));
    return value;
  }
}
