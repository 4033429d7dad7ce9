package dev.fnk.kubelet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what stands in the node's way: when it is new, then once a minute; and that it is gone. Safe
 * for many threads.
 */
final class ObstacleLog {
  private static final Logger LOG = LoggerFactory.getLogger(VirtualNode.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final Clock clock;
  private final Backoff backoff = new Backoff();
  private @Nullable Obstacle current;
  private Instant said = Instant.MIN;
  private int tries;

  ObstacleLog(Clock clock) {
    this.clock = clock;
  }

  synchronized void met(Obstacle obstacle, Exception e) {
    Instant now = clock.instant();
    tries++;
    if (!obstacle.equals(current)) {
      LOG.warn("{}; trying again", obstacle.message());
      said = now;
    } else if (!now.isBefore(said.plus(AGAIN))) {
      LOG.warn("{}; tried {} times", obstacle.message(), tries);
      said = now;
    }
    LOG.debug("obstacle", e);
    current = obstacle;
  }

  /** The way is free. */
  synchronized void gone() {
    if (current != null) {
      LOG.info("the API server admits this node after {} tries", tries);
    }
    current = null;
    tries = 0;
    backoff.reset();
  }

  /** How long to wait before the next try. */
  synchronized Duration pause() {
    return backoff.next();
  }
}
