package dev.fnk.kubelet;

import dev.fnk.kubelet.eks.ApiErrors;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.node.NodeLease;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.node.WritePermit;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a lease that is held. While it cannot be renewed for so long that another task may soon
 * take it, nothing may be written, and all else goes on: the API server being away is no change of
 * leader. It ends when another task has the lease.
 */
final class Leadership implements WritePermit, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
  static final Pace USUAL = new Pace(NodeLease.RENEW_EVERY, Duration.ofSeconds(2));
  private static final Duration LOOK = Duration.ofMillis(200);

  /**
   * How often to renew.
   *
   * @param retry after a failure
   */
  record Pace(Duration renew, Duration retry) {}

  private final NodeLease lease;
  private final NodeRegistration registration;
  private final Consumer<KubernetesClientException> obstacle;
  private final Runnable clear;
  private final StopSignal stop;
  private final Clock clock;
  private final Pace pace;
  private final SupervisedLoop keeper;
  private volatile Instant renewed;
  private volatile String lost = "";
  private boolean trouble;

  /**
   * @param obstacle told of each renewal that failed
   * @param clear told of the first that did not
   */
  Leadership(
      NodeLease lease,
      NodeRegistration registration,
      NodeHealth health,
      Consumer<KubernetesClientException> obstacle,
      Runnable clear,
      StopSignal stop,
      Clock clock,
      Pace pace) {
    this.pace = pace;
    this.lease = lease;
    this.registration = registration;
    this.obstacle = obstacle;
    this.clear = clear;
    this.stop = stop;
    this.clock = clock;
    this.renewed = clock.instant();
    this.keeper = health.sidePart("lease").supervise("lease", this::keep);
  }

  @Override
  public boolean open() {
    return lost.isEmpty() && clock.instant().isBefore(renewed.plus(NodeLease.RENEW_DEADLINE));
  }

  @Override
  public void await() throws InterruptedException {
    while (!open()) {
      Thread.sleep(LOOK);
    }
  }

  /**
   * Waits for its end.
   *
   * @return why it ended; empty: the node has to stop
   */
  Optional<String> awaitEnd() throws InterruptedException {
    boolean frozen = false;
    while (!stop.await(LOOK)) {
      if (!lost.isEmpty()) {
        return Optional.of(lost);
      }
      boolean closed = !open();
      if (closed != frozen) {
        frozen = closed;
        if (closed) {
          LOG.warn(
              "the lease was not renewed for {} s: nothing is written until it is",
              NodeLease.RENEW_DEADLINE.toSeconds());
        } else {
          LOG.info("the lease is renewed: writes go on");
        }
      }
    }
    return Optional.empty();
  }

  /** Ends it, for a reason that is not the lease's. */
  void end(String why) {
    lost = why;
  }

  /** Gives the lease up if the node stops: the next task then need not wait for its end. */
  @Override
  public void close() {
    keeper.close();
    if (!stop.requested() || !lost.isEmpty()) {
      return;
    }
    try {
      lease.release();
      LOG.info("gave up the lease");
    } catch (KubernetesClientException e) {
      LOG.warn("could not give up the lease: {}", ApiErrors.brief(e));
    }
  }

  private void keep() throws InterruptedException {
    while (lost.isEmpty()) {
      Thread.sleep(renew());
    }
  }

  /** Renews, and says when to do so again. */
  private Duration renew() {
    // Counted from before the call: the server stores this time or a later one.
    Instant now = clock.instant();
    try {
      switch (lease.renew(registration.current())) {
        case NodeLease.Renewal.Held held -> {
          renewed = now;
          if (trouble) {
            clear.run();
          }
          trouble = false;
          return pace.renew();
        }
        case NodeLease.Renewal.Lost(String why) -> lost = why;
      }
    } catch (KubernetesClientException e) {
      if (!Thread.currentThread().isInterrupted()) {
        trouble = true;
        obstacle.accept(e);
      }
    }
    return pace.retry();
  }
}
