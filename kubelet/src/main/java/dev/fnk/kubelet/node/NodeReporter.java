package dev.fnk.kubelet.node;

import dev.fnk.kubelet.eks.ApiErrors;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the node ready, and looks after its object every ten seconds, as a kubelet does. */
public final class NodeReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeReporter.class);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final NodeRegistration registration;
  private final String node;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private String complaint = "";

  private NodeReporter(NodeRegistration registration, String node) {
    this.registration = registration;
    this.node = node;
    this.thread = Thread.ofVirtual().name("node-status").unstarted(this::run);
  }

  /** Reports at once and goes on in the background. */
  public static NodeReporter start(NodeRegistration registration, String node) {
    var reporter = new NodeReporter(registration, node);
    reporter.thread.start();
    return reporter;
  }

  private void run() {
    boolean ready = false;
    try {
      Duration pause;
      do {
        try {
          registration.report(Readiness.READY);
          if (!ready) {
            LOG.info("node {} is Ready", node);
          }
          ready = true;
          complaint = "";
          pause = EVERY;
        } catch (KubernetesClientException e) {
          complain(ApiErrors.brief(e));
          pause = AGAIN;
        }
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each reason once. */
  private void complain(String reason) {
    if (!reason.equals(complaint)) {
      LOG.warn("node {}: status not reported, trying again: {}", node, reason);
      complaint = reason;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(Duration.ofSeconds(5))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
