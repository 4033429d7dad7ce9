package dev.fnk.kubelet.image;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is made once for all who ask for it at the same time, and kept for those who ask later. When
 * it is too much, what nobody asked for the longest goes.
 */
final class SharedCache<K, V> {
  /**
   * What was made.
   *
   * @param keep for how long it is good
   * @param weight about so many octets
   */
  record Made<V>(V value, Duration keep, long weight) {}

  /** Makes a value; ends in time by itself. */
  @FunctionalInterface
  interface Maker<V> {
    Made<V> make() throws InterruptedException;
  }

  private record Kept<V>(V value, Instant until, long weight) {}

  private final long most;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<K, CompletableFuture<V>> underWay = new HashMap<>();
  private long weight;

  /**
   * @param most of all weights together
   */
  SharedCache(long most, InstantSource clock) {
    this.most = most;
    this.clock = clock;
  }

  V get(K key, Maker<V> maker) throws InterruptedException {
    while (true) {
      var mine = new CompletableFuture<V>();
      CompletableFuture<V> others;
      lock.lock();
      try {
        Kept<V> good = good(key);
        if (good != null) {
          return good.value();
        }
        others = underWay.putIfAbsent(key, mine);
      } finally {
        lock.unlock();
      }
      if (others == null) {
        return make(key, maker, mine);
      }
      try {
        return others.get();
      } catch (ExecutionException _) {
        // It came to nothing for reasons of its own; now it is our turn.
      }
    }
  }

  /** What is kept of it; empty: nothing, or it is no longer good. */
  Optional<V> known(K key) {
    lock.lock();
    try {
      return Optional.ofNullable(good(key)).map(Kept::value);
    } finally {
      lock.unlock();
    }
  }

  /** Keeps what was made otherwise. */
  void keep(K key, Made<V> made) {
    lock.lock();
    try {
      Kept<V> before =
          kept.put(key, new Kept<>(made.value(), clock.instant().plus(made.keep()), made.weight()));
      weight += made.weight() - (before == null ? 0 : before.weight());
      var oldest = kept.entrySet().iterator();
      while (weight > most && oldest.hasNext()) {
        weight -= oldest.next().getValue().weight();
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Kept<V> good(K key) {
    Kept<V> known = kept.get(key);
    return known == null || !clock.instant().isBefore(known.until()) ? null : known;
  }

  private V make(K key, Maker<V> maker, CompletableFuture<V> promise) throws InterruptedException {
    Made<V> made = null;
    try {
      made = maker.make();
      return made.value();
    } finally {
      lock.lock();
      try {
        underWay.remove(key);
        if (made != null) {
          keep(key, made);
        }
      } finally {
        lock.unlock();
      }
      if (made == null) {
        promise.completeExceptionally(new IllegalStateException("broke off"));
      } else {
        promise.complete(made.value());
      }
    }
  }
}
