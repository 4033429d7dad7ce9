package dev.fnk.kubelet;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeLease;
import dev.fnk.kubelet.node.NodeRegistration;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's life over one connection: joins as soon as it is admitted, waits for its lease, leads
 * until the lease is lost or it has to stop, and over again.
 */
final class NodeLife {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLife.class);

  /** How soon a lease that was given up is seen. */
  private static final Duration LOOK_AT_LEASE = Duration.ofSeconds(2);

  private final NodeConfig config;
  private final NodeFacts facts;
  private final String principal;
  private final EksAccess access;
  private final KubernetesClient client;
  private final ObstacleLog obstacles;
  private final StopSignal stop;
  private final Clock clock;
  private final NodeRegistration registration;

  NodeLife(
      NodeConfig config,
      NodeFacts facts,
      String principal,
      EksAccess access,
      KubernetesClient client,
      ObstacleLog obstacles,
      StopSignal stop,
      Clock clock) {
    this.config = config;
    this.facts = facts;
    this.principal = principal;
    this.access = access;
    this.client = client;
    this.obstacles = obstacles;
    this.stop = stop;
    this.clock = clock;
    this.registration = new NodeRegistration(client, facts, clock);
  }

  /**
   * Returns when the node has to stop.
   *
   * @throws KubernetesClientException the API server cannot be reached: the cluster has to be
   *     looked up anew
   */
  void live() throws InterruptedException {
    while (!stop.requested()) {
      try {
        joinAndLead();
      } catch (KubernetesClientException e) {
        Obstacle obstacle = Obstacle.of(e, principal, config.eksCluster(), facts.name());
        if (obstacle.kind() != Obstacle.Kind.REFUSED) {
          throw e;
        }
        obstacles.met(obstacle, e);
        stop.await(obstacles.pause());
      }
    }
  }

  private void joinAndLead() throws InterruptedException {
    var lease = new NodeLease(client, facts.name(), facts.taskId(), clock);
    String holder = "";
    while (!stop.requested()) {
      Node node = registration.ensure();
      obstacles.gone();
      switch (lease.claim(node)) {
        case NodeLease.Claim.Held held -> {
          LOG.info("holds the lease of node {}", facts.name());
          lead(lease);
          return;
        }
        case NodeLease.Claim.HeldBy other -> {
          if (!other.holder().equals(holder)) {
            LOG.info(
                "node {} is held by task {} until {}; waiting",
                facts.name(),
                other.holder(),
                other.until());
            holder = other.holder();
          }
          stop.await(LOOK_AT_LEASE);
        }
      }
    }
  }

  private void lead(NodeLease lease) throws InterruptedException {
    try (var leadership = new Leadership(lease, stop, clock)) {
      try (var _ = NodeWork.start(config, facts, access, client, registration, clock)) {
        if (leadership.awaitEnd()) {
          LOG.warn("lost the lease of node {}: {}", facts.name(), leadership.reason());
        }
      }
    }
  }
}
