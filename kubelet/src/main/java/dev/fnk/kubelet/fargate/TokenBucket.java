package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.schedule.Scheduler;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A published quota: so many calls at once, so many a second for longer. Callers wait their turn,
 * in order; calls never fail for the quota's sake.
 */
public final class TokenBucket {
  private final double burst;
  private final double perNano;
  private final Scheduler scheduler;
  private final ReentrantLock lock = new ReentrantLock();
  private double tokens;
  private long filledAt;

  /**
   * @param burst calls at once
   * @param perSecond calls a second, sustained
   */
  public TokenBucket(int burst, double perSecond, Scheduler scheduler) {
    this.burst = burst;
    this.perNano = perSecond / Duration.ofSeconds(1).toNanos();
    this.scheduler = scheduler;
    this.tokens = burst;
    this.filledAt = scheduler.nanoTime();
  }

  /** Takes a token, now or from the future. Returns how long the caller has to wait for it. */
  Duration reserve() {
    lock.lock();
    try {
      long now = scheduler.nanoTime();
      tokens = Math.min(burst, tokens + (now - filledAt) * perNano);
      filledAt = now;
      tokens -= 1;
      return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-tokens / perNano));
    } finally {
      lock.unlock();
    }
  }

  private void giveBack() {
    lock.lock();
    try {
      tokens = Math.min(burst, tokens + 1);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a token. */
  public void take() throws InterruptedException {
    take(Patience.endless(scheduler));
  }

  /** Waits for a token as long as it is wanted; false: it no longer is, and nothing is taken. */
  boolean take(Patience patience) throws InterruptedException {
    Duration turn = reserve();
    try {
      if (patience.await(turn)) {
        return true;
      }
    } catch (InterruptedException e) {
      giveBack();
      throw e;
    }
    giveBack();
    return false;
  }
}
