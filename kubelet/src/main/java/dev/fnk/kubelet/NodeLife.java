package dev.fnk.kubelet;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.eks.EksAccess;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.node.NodeHealth;
import dev.fnk.kubelet.node.NodeLease;
import dev.fnk.kubelet.node.NodeRegistration;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.SystemScheduler;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's life with one cluster: joins as soon as it is admitted, waits for its lease, leads
 * until another task has the lease or it has to stop, and over again. An API server that is away
 * while it leads is waited for.
 */
final class NodeLife {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLife.class);

  static final Pace USUAL =
      new Pace(Duration.ofSeconds(2), Duration.ofSeconds(30), Leadership.USUAL);

  /**
   * How often it looks.
   *
   * @param lease how soon a lease that was given up is seen
   * @param cluster while the API server is away, how often to look whether the cluster is elsewhere
   * @param renewals of the lease, while it leads
   */
  record Pace(Duration lease, Duration cluster, Leadership.Pace renewals) {}

  private final NodeConfig config;
  private final NodeFacts facts;
  private final String principal;
  private final NodeClients clients;
  private final Callable<EksAccess> lookUp;
  private final ObstacleLog obstacles;
  private final StopSignal stop;
  private final Clock clock;
  private final Pace pace;
  private final NodeRegistration registration;

  /**
   * @param lookUp how to reach the cluster now
   */
  NodeLife(
      NodeConfig config,
      NodeFacts facts,
      String principal,
      NodeClients clients,
      Callable<EksAccess> lookUp,
      ObstacleLog obstacles,
      StopSignal stop,
      Clock clock,
      Pace pace) {
    this.config = config;
    this.facts = facts;
    this.principal = principal;
    this.clients = clients;
    this.lookUp = lookUp;
    this.obstacles = obstacles;
    this.stop = stop;
    this.clock = clock;
    this.pace = pace;
    this.registration = new NodeRegistration(clients.node(), facts, clock);
  }

  /**
   * Returns when the node has to stop, or the cluster has to be looked up anew.
   *
   * @throws KubernetesClientException the API server cannot be reached: likewise
   */
  void live() throws InterruptedException {
    while (!stop.requested()) {
      try {
        if (!joinAndLead()) {
          return;
        }
      } catch (KubernetesClientException e) {
        if (met(e).kind() != Obstacle.Kind.REFUSED) {
          throw e;
        }
        stop.await(obstacles.pause());
      }
    }
  }

  private Obstacle met(KubernetesClientException e) {
    Obstacle obstacle = Obstacle.of(e, principal, config.eksCluster(), facts.name());
    obstacles.met(obstacle, e);
    return obstacle;
  }

  /** Returns whether to go on with the same cluster. */
  private boolean joinAndLead() throws InterruptedException {
    var lease = new NodeLease(clients.node(), facts.name(), facts.taskId(), clock);
    String holder = "";
    while (!stop.requested()) {
      Node node = registration.ensure();
      obstacles.gone();
      switch (lease.claim(node)) {
        case NodeLease.Claim.Held held -> {
          LOG.info("holds the lease of node {}", facts.name());
          return lead(lease);
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
          stop.await(pace.lease());
        }
      }
    }
    return true;
  }

  private boolean lead(NodeLease lease) throws InterruptedException {
    try (var scheduler = new SystemScheduler()) {
      return lead(lease, scheduler);
    }
  }

  private boolean lead(NodeLease lease, Scheduler scheduler) throws InterruptedException {
    var health = new NodeHealth(clock, scheduler);
    try (var leadership =
        new Leadership(
            lease,
            registration,
            health,
            this::met,
            obstacles::gone,
            stop,
            clock,
            pace.renewals())) {
      try (var _ =
              NodeWork.start(
                  config, facts, clients, registration, health, leadership, scheduler, clock);
          var cluster =
              new ClusterWatch(
                  clients.access(),
                  lookUp,
                  leadership,
                  health.sidePart("cluster"),
                  pace.cluster())) {
        leadership
            .awaitEnd()
            .ifPresent(why -> LOG.warn("lost the lease of node {}: {}", facts.name(), why));
        return !cluster.moved();
      }
    }
  }
}
