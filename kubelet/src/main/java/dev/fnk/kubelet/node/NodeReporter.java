package dev.fnk.kubelet.node;

import dev.fnk.kubelet.eks.ApiErrors;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the node's readiness at once when it changes, and looks after the Node object often enough
 * that one that was deleted is back within ten seconds: its pods are deleted after forty. Writes
 * nothing while another task may be the node.
 */
public final class NodeReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeReporter.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final NodeRegistration registration;
  private final NodeHealth health;
  private final WritePermit permit;
  private final String node;
  private final Duration every;
  private Readiness told = Readiness.STARTING;
  private String complaint = "";

  private final SupervisedLoop loop;

  private NodeReporter(
      NodeRegistration registration,
      NodeHealth health,
      WritePermit permit,
      String node,
      Duration every) {
    this.registration = registration;
    this.health = health;
    this.permit = permit;
    this.node = node;
    this.every = every;
    this.loop = health.sidePart("node status").supervise("node-status", this::run);
  }

  /** Reports at once and goes on in the background. */
  public static NodeReporter start(
      NodeRegistration registration, NodeHealth health, WritePermit permit, String node) {
    return start(registration, health, permit, node, EVERY);
  }

  static NodeReporter start(
      NodeRegistration registration,
      NodeHealth health,
      WritePermit permit,
      String node,
      Duration every) {
    return new NodeReporter(registration, health, permit, node, every);
  }

  private void run() throws InterruptedException {
    while (true) {
      permit.await();
      Duration pause = report(health.readiness()) ? every : AGAIN;
      long until = System.nanoTime() + pause.toNanos();
      do {
        Thread.sleep(LOOK);
      } while (System.nanoTime() < until && health.readiness().equals(told));
    }
  }

  private boolean report(Readiness readiness) {
    try {
      registration.report(readiness);
    } catch (KubernetesClientException e) {
      complain(ApiErrors.brief(e));
      return false;
    }
    if (readiness.ready() && !told.ready()) {
      LOG.info("node {} is Ready", node);
    } else if (!readiness.ready() && !readiness.equals(told)) {
      LOG.warn("node {} is not Ready: {}", node, readiness.message());
    }
    told = readiness;
    complaint = "";
    return true;
  }

  /** Each reason once. */
  private void complain(String reason) {
    if (!Thread.currentThread().isInterrupted() && !reason.equals(complaint)) {
      LOG.warn("node {}: status not reported, trying again: {}", node, reason);
      complaint = reason;
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
