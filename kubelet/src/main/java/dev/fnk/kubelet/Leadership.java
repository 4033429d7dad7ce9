package dev.fnk.kubelet;

import dev.fnk.kubelet.eks.ApiErrors;
import dev.fnk.kubelet.node.NodeLease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a lease that is held. Ends when another task has it, or when it could not be renewed for so
 * long that another may have it soon. A renewal that hangs does not delay that.
 */
final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration RELEASE_WITHIN = Duration.ofSeconds(5);

  private final NodeLease lease;
  private final StopSignal stop;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread keeper;
  private volatile Instant renewed;
  private volatile String lost = "";
  private String complaint = "";

  Leadership(NodeLease lease, StopSignal stop, Clock clock) {
    this.lease = lease;
    this.stop = stop;
    this.clock = clock;
    this.renewed = clock.instant();
    this.keeper = Thread.ofVirtual().name("lease").start(this::keep);
  }

  /**
   * Waits for its end.
   *
   * @return true: lost, see {@link #reason}; false: the node has to stop
   */
  boolean awaitEnd() throws InterruptedException {
    while (!stop.await(LOOK)) {
      if (lost.isEmpty() && clock.instant().isAfter(renewed.plus(NodeLease.RENEW_DEADLINE))) {
        lost = "not renewed for " + NodeLease.RENEW_DEADLINE.toSeconds() + " s";
      }
      if (!lost.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  String reason() {
    return lost;
  }

  /** Gives the lease up if the node stops: the next task then need not wait for its end. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (keeper.join(RELEASE_WITHIN) && stop.requested() && lost.isEmpty()) {
        lease.release();
        LOG.info("gave up the lease");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (KubernetesClientException e) {
      LOG.warn("could not give up the lease: {}", ApiErrors.brief(e));
    }
  }

  private void keep() {
    try {
      Duration pause = NodeLease.RENEW_EVERY;
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = renew();
        if (!lost.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Renews, and says when to do so again. */
  private Duration renew() {
    // Counted from before the call: the server stores this time or a later one.
    Instant now = clock.instant();
    try {
      if (lease.renew()) {
        renewed = now;
        complaint = "";
        return NodeLease.RENEW_EVERY;
      }
      lost = "another task has it, or it is gone";
    } catch (KubernetesClientException e) {
      String reason = ApiErrors.brief(e);
      if (!reason.equals(complaint)) {
        LOG.warn("lease not renewed, trying again: {}", reason);
        complaint = reason;
      }
    }
    return RETRY;
  }
}
