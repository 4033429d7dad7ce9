package dev.fnk.kubelet.eks;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps one token and issues the next a while before it ends, or at once when it was refused. */
final class RenewingEksToken implements EksTokenSource {
  /** A request that starts with the token may wait this long before the server reads it. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Supplier<EksToken> issue;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable EksToken current;

  RenewingEksToken(Supplier<EksToken> issue, Clock clock) {
    this.issue = issue;
    this.clock = clock;
  }

  @Override
  public EksToken get() {
    lock.lock();
    try {
      EksToken token = current;
      if (token == null || !clock.instant().isBefore(token.expires().minus(MARGIN))) {
        token = issue.get();
        current = token;
      }
      return token;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refused(EksToken token) {
    lock.lock();
    try {
      // Another thread may have renewed it already.
      if (token.equals(current)) {
        current = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
