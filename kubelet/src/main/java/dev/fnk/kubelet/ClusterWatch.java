package dev.fnk.kubelet;

import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the cluster is elsewhere than it was; looked at only while its API server is away. */
final class ClusterWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

  private final EksAccess known;
  private final Callable<EksAccess> lookUp;
  private final Leadership leadership;
  private final Duration every;
  private final SupervisedLoop loop;
  private volatile boolean moved;

  ClusterWatch(
      EksAccess known,
      Callable<EksAccess> lookUp,
      Leadership leadership,
      NodeHealth.Part part,
      Duration every) {
    this.known = known;
    this.lookUp = lookUp;
    this.leadership = leadership;
    this.every = every;
    this.loop = part.supervise("cluster", this::run);
  }

  private void run() throws InterruptedException {
    while (!moved) {
      Thread.sleep(every);
      if (!leadership.open() && isElsewhere()) {
        moved = true;
        leadership.end("the cluster's endpoint or authority has changed");
      }
    }
  }

  private boolean isElsewhere() throws InterruptedException {
    try {
      return !lookUp.call().equals(known);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Nothing is known of it: no reason to let go.
      LOG.debug("looking for the cluster", e);
      return false;
    }
  }

  boolean moved() {
    return moved;
  }

  @Override
  public void close() {
    loop.close();
  }
}
