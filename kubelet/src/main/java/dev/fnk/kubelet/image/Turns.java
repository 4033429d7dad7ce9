package dev.fnk.kubelet.image;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * So many at a time, and so many of one registry, so that one that does not answer leaves the
 * others their turn.
 */
final class Turns {
  private final int most;
  private final int mostOfOne;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition ended = lock.newCondition();
  private final Map<String, Integer> underWay = new HashMap<>();
  private int all;

  Turns(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Waits for a turn; false: none in time. Each that was had is to be ended. */
  boolean begin(String registry, Deadline deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (all >= most || underWay.getOrDefault(registry, 0) >= mostOfOne) {
        long left = deadline.nanos() - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        ended.awaitNanos(left);
      }
      all++;
      underWay.merge(registry, 1, Integer::sum);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void end(String registry) {
    lock.lock();
    try {
      all--;
      underWay.computeIfPresent(registry, (_, count) -> count == 1 ? null : count - 1);
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
