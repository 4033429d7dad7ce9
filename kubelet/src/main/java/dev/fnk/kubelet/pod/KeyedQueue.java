package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue a key: a key is worked on by one thread at a time, and however often it is submitted
 * meanwhile, it is worked on once more. What nobody expected is tried again, later and later.
 */
final class KeyedQueue<K> implements AutoCloseable {
  /** The work on a key. */
  interface Handler<K> {
    /**
     * @param news raised when the key is submitted while it is worked on
     * @return when to look again without being asked
     */
    Optional<Instant> handle(K key, Scheduler.Signal news) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(KeyedQueue.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Scheduler scheduler;
  private final Handler<K> handler;
  private final Map<K, Slot> slots = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  KeyedQueue(Scheduler scheduler, Handler<K> handler) {
    this.scheduler = scheduler;
    this.handler = handler;
  }

  /** Has the key worked on, now or as soon as the work on it that is under way has ended. */
  void submit(K key) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Slot slot = slots.computeIfAbsent(key, _ -> new Slot(scheduler.signal()));
      if (!slot.busy && !slot.retry.due(scheduler.instant())) {
        // After a failure nobody knows the cause of, news do not shorten the wait.
        return;
      }
      slot.cancelTimer();
      slot.dirty = true;
      if (slot.busy) {
        slot.news.raise();
      } else {
        slot.busy = true;
        slot.worker = scheduler.start("pod-" + key, () -> work(key, slot));
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many keys are worked on. */
  int busy() {
    lock.lock();
    try {
      return (int) slots.values().stream().filter(slot -> slot.busy).count();
    } finally {
      lock.unlock();
    }
  }

  private void work(K key, Slot slot) {
    while (begin(key, slot)) {
      Optional<Instant> again = Optional.empty();
      try {
        again = handler.handle(key, slot.news);
        slot.retry = Retry.NONE;
      } catch (InterruptedException _) {
        // Closing: the next round does not begin.
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        Instant now = scheduler.instant();
        slot.retry = slot.retry.failed(now);
        again = Optional.of(slot.retry.notBefore());
        LOG.error("{}: trying again in {}", key, Duration.between(now, again.get()), e);
      }
      if (end(key, slot, again)) {
        return;
      }
    }
  }

  private boolean begin(K key, Slot slot) {
    lock.lock();
    try {
      boolean go = slot.dirty && !closed && !Thread.currentThread().isInterrupted();
      slot.dirty = false;
      if (!go) {
        slot.busy = false;
        slots.remove(key, slot);
      }
      return go;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the worker is done with the key. */
  private boolean end(K key, Slot slot, Optional<Instant> again) {
    lock.lock();
    try {
      boolean failed = !slot.retry.equals(Retry.NONE);
      if (slot.dirty && !closed && !failed) {
        return false;
      }
      slot.busy = false;
      if (closed || again.isEmpty()) {
        slots.remove(key, slot);
      } else {
        slot.dirty = false;
        Duration left = Duration.between(scheduler.instant(), again.get());
        slot.timer = scheduler.after(left.isNegative() ? Duration.ZERO : left, () -> submit(key));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Starts nothing more, interrupts what is under way and waits for it, 10 s at most. */
  @Override
  public void close() {
    List<Scheduler.Work> workers;
    lock.lock();
    try {
      closed = true;
      slots.values().forEach(Slot::cancelTimer);
      workers =
          slots.values().stream()
              .filter(slot -> slot.busy)
              .flatMap(slot -> Optional.ofNullable(slot.worker).stream())
              .toList();
    } finally {
      lock.unlock();
    }
    workers.forEach(Scheduler.Work::cancel);
    Instant end = scheduler.instant().plus(CLOSE_WITHIN);
    try {
      for (Scheduler.Work worker : workers) {
        Duration left = Duration.between(scheduler.instant(), end);
        worker.join(left.isNegative() ? Duration.ZERO : left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Slot {
    private final Scheduler.Signal news;
    private boolean dirty;
    private boolean busy;
    private Retry retry = Retry.NONE;
    private Scheduler.@Nullable Work worker;
    private Scheduler.@Nullable Work timer;

    private Slot(Scheduler.Signal news) {
      this.news = news;
    }

    private void cancelTimer() {
      if (timer != null) {
        timer.cancel();
        timer = null;
      }
    }
  }
}
