package dev.fnk.kubelet.node;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Node object as a kubelet does: made when it is missing, adopted when it is there, its
 * status written when it changed and every five minutes.
 */
public final class NodeRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);

  /** The kubelet's nodeStatusReportFrequency; the lease is the heartbeat in between. */
  private static final Duration REPORT_AT_LEAST = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private volatile NodeFacts facts;
  private final Clock clock;
  private Instant reported = Instant.MIN;
  private boolean warnedOfTaints;
  private volatile @Nullable Node latest;

  public NodeRegistration(KubernetesClient client, NodeFacts facts, Clock clock) {
    this.client = client;
    this.facts = facts;
    this.clock = clock;
  }

  /** From the next report on. May be called at any time, by one at a time. */
  public void use(NodeCapacity capacity) {
    facts = facts.with(capacity);
  }

  /** The Node as it is now; made, not ready yet, if there was none. */
  public Node ensure() {
    Node found = client.nodes().withName(facts.name()).get();
    Node node = found != null ? found : create(Readiness.STARTING);
    latest = node;
    return node;
  }

  /**
   * The Node as last seen.
   *
   * @throws IllegalStateException it was never seen
   */
  public Node current() {
    Node node = latest;
    if (node == null) {
      throw new IllegalStateException("the node is not registered yet");
    }
    return node;
  }

  /**
   * Brings labels and status up to date; makes the node again if it vanished.
   *
   * @throws KubernetesClientException what the API server says
   */
  public void report(Readiness readiness) {
    Node node = client.nodes().withName(facts.name()).get();
    if (node == null) {
      LOG.warn("node {} vanished, creating it again", facts.name());
      latest = create(readiness);
      return;
    }
    latest = node;
    adopt(node);
    Instant now = clock.instant();
    NodeStatus wanted = NodeObject.status(facts, readiness, now, node.getStatus());
    if (NodeObject.differ(wanted, node.getStatus())
        || !now.isBefore(reported.plus(REPORT_AT_LEAST))) {
      write(node, wanted);
      reported = now;
    }
  }

  private Node create(Readiness readiness) {
    Node wanted = NodeObject.node(facts, readiness, clock.instant());
    try {
      Node created = client.nodes().resource(wanted).create();
      LOG.info("created node {} ({})", facts.name(), facts.address());
      return created;
    } catch (KubernetesClientException e) {
      Node found =
          e.getCode() == HTTP_CONFLICT ? client.nodes().withName(facts.name()).get() : null;
      if (found == null) {
        throw e;
      }
      return found;
    }
  }

  /** An object left by an earlier task, or made by someone else, gets what is missing. */
  private void adopt(Node node) {
    Map<String, String> labels =
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
    Map<String, String> wanted = NodeObject.labels(facts);
    if (!labels.entrySet().containsAll(wanted.entrySet())) {
      String patch = Serialization.asJson(Map.of("metadata", Map.of("labels", wanted)));
      client.nodes().withName(facts.name()).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
      LOG.info("node {}: labels set", facts.name());
    }
    List<Taint> taints =
        node.getSpec() == null || node.getSpec().getTaints() == null
            ? List.of()
            : node.getSpec().getTaints();
    boolean tainted = taints.stream().anyMatch(t -> t.getKey().equals(NodeObject.TAINT.getKey()));
    // NodeRestriction refuses a node that changes its own taints.
    if (tainted != facts.tainted() && !warnedOfTaints) {
      warnedOfTaints = true;
      LOG.warn(
          "node {} is {} but should {}be; a node may not change its own taints: an administrator"
              + " has to, or delete the node, which comes back as set",
          facts.name(),
          tainted ? "tainted" : "not tainted",
          facts.tainted() ? "" : "not ");
    }
  }

  private void write(Node node, NodeStatus status) {
    Node update = new NodeBuilder(node).withStatus(status).build();
    try {
      client.nodes().resource(update).updateStatus();
    } catch (KubernetesClientException e) {
      // Written by another controller meanwhile: the next heartbeat sees what it wrote.
      if (e.getCode() != HTTP_CONFLICT) {
        throw e;
      }
      LOG.debug("node {}: status changed meanwhile", facts.name());
    }
  }
}
