package dev.fnk.kubelet.fargate;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A published quota: so many calls at once, so many a second for longer. Callers wait their turn,
 * in order; calls never fail for the quota's sake.
 */
public final class TokenBucket {
  private final double burst;
  private final double perNano;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private double tokens;
  private long filledAt;

  /**
   * @param burst calls at once
   * @param perSecond calls a second, sustained
   */
  public TokenBucket(int burst, double perSecond, LongSupplier nanoTime) {
    this.burst = burst;
    this.perNano = perSecond / Duration.ofSeconds(1).toNanos();
    this.nanoTime = nanoTime;
    this.tokens = burst;
    this.filledAt = nanoTime.getAsLong();
  }

  /** Takes a token, now or from the future. Returns how long the caller has to wait for it. */
  Duration reserve() {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      tokens = Math.min(burst, tokens + (now - filledAt) * perNano);
      filledAt = now;
      tokens -= 1;
      return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-tokens / perNano));
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a token. */
  public void take() throws InterruptedException {
    long until = System.nanoTime() + reserve().toNanos();
    long left = until - System.nanoTime();
    while (left > 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(this, left);
      left = until - System.nanoTime();
    }
  }
}
