package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One queue a key: a key is worked on by one virtual thread at a time, and however often it is
 * submitted meanwhile, it is worked on once more. Failures are tried again, later and later.
 */
final class KeyedQueue<K> implements AutoCloseable {
  /** The work on a key. Returns when to look again without being asked. */
  interface Handler<K> {
    Optional<Duration> handle(K key) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(KeyedQueue.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(60);

  private final Handler<K> handler;
  private final ScheduledExecutorService timers;
  private final Map<K, Slot> slots = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private boolean closed;

  KeyedQueue(Handler<K> handler) {
    this.handler = handler;
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("pod-timers").factory());
  }

  /** Has the key worked on, now or as soon as the work on it that is under way has ended. */
  void submit(K key) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Slot slot = slots.computeIfAbsent(key, _ -> new Slot());
      slot.cancelTimer();
      slot.dirty = true;
      if (slot.worker == null) {
        slot.worker = Thread.ofVirtual().name("pod-" + key).start(() -> work(key, slot));
      }
    } finally {
      lock.unlock();
    }
  }

  private void work(K key, Slot slot) {
    while (begin(slot)) {
      Optional<Duration> again = Optional.empty();
      try {
        again = handler.handle(key);
        slot.failures = 0;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        again = Optional.of(retryDelay(slot.failures++));
        if (e instanceof SdkException || e instanceof KubernetesClientException) {
          LOG.warn("{}: trying again in {} s: {}", key, again.get().toSeconds(), e.getMessage());
        } else {
          LOG.error("{}: trying again in {} s", key, again.get().toSeconds(), e);
        }
      }
      if (end(key, slot, again)) {
        return;
      }
    }
    finish(key, slot);
  }

  /** 1 s, 2 s ... 1 min. */
  static Duration retryDelay(int failures) {
    Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
    return delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay;
  }

  private boolean begin(Slot slot) {
    lock.lock();
    try {
      boolean go = slot.dirty && !closed && !Thread.currentThread().isInterrupted();
      slot.dirty = false;
      return go;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the worker is done with the key. */
  private boolean end(K key, Slot slot, Optional<Duration> again) {
    lock.lock();
    try {
      if (slot.dirty && !closed) {
        return false;
      }
      slot.worker = null;
      if (closed || again.isEmpty()) {
        slots.remove(key, slot);
      } else {
        slot.timer =
            timers.schedule(() -> submit(key), again.get().toNanos(), TimeUnit.NANOSECONDS);
      }
      idle.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void finish(K key, Slot slot) {
    lock.lock();
    try {
      slot.worker = null;
      slots.remove(key, slot);
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Starts nothing more, interrupts what is under way and waits for it, 10 s at most. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      timers.shutdownNow();
      slots.values().forEach(Slot::interrupt);
      long left = TimeUnit.SECONDS.toNanos(10);
      while (left > 0 && slots.values().stream().anyMatch(slot -> slot.worker != null)) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static final class Slot {
    private boolean dirty;
    private int failures;
    private @Nullable Thread worker;
    private @Nullable Future<?> timer;

    private void cancelTimer() {
      if (timer != null) {
        timer.cancel(false);
        timer = null;
      }
    }

    private void interrupt() {
      if (worker != null) {
        worker.interrupt();
      }
    }
  }
}
