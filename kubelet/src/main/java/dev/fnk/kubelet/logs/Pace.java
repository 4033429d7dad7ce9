package dev.fnk.kubelet.logs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often each of those who follow a log asks for more: often while they are few, and never so
 * often that all of them take more than a part of the account's quota.
 */
final class Pace {
  static final Duration SHORTEST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(3);

  /** Parts of the quota: what followers take as long as they wait no longer than the longest. */
  private static final double FEW = 0.4;

  private static final double MANY = 0.8;

  private final int perSecond;
  private final AtomicInteger followers = new AtomicInteger();

  /**
   * @param perSecond calls that the account may make
   */
  Pace(int perSecond) {
    this.perSecond = perSecond;
  }

  void enter() {
    followers.incrementAndGet();
  }

  void leave() {
    followers.decrementAndGet();
  }

  /** How long each waits between two calls. */
  Duration interval() {
    int all = followers.get();
    Duration easy = every(all / (FEW * perSecond));
    Duration hard = every(all / (MANY * perSecond));
    Duration most = hard.compareTo(LONGEST) > 0 ? hard : LONGEST;
    return easy.compareTo(SHORTEST) < 0 ? SHORTEST : easy.compareTo(most) > 0 ? most : easy;
  }

  private static Duration every(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
