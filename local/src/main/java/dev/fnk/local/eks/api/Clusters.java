package dev.fnk.local.eks.api;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.eks.cluster.ClusterJson;
import dev.fnk.local.eks.cluster.ClusterRequest;
import dev.fnk.local.eks.cluster.ClusterState;
import dev.fnk.local.eks.lifecycle.ClusterLifecycle;
import dev.fnk.local.eks.lifecycle.ClusterNetwork;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.json.Json;
import dev.fnk.local.network.VpcNetwork;
import dev.fnk.local.network.VpcNetworks;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All clusters, and the operations that make and remove them. */
public final class Clusters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

  private static final long STOP_SECONDS = 20;

  private final LocalAccount account;
  private final VpcNetworks networks;
  private final ClusterLifecycle lifecycle;
  private final Map<Key, Cluster> clusters = new ConcurrentSkipListMap<>();
  private final ReentrantLock creating = new ReentrantLock();
  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();

  /** Names are unique in a region. */
  private record Key(String region, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byRegion = region.compareTo(other.region);
      return byRegion == 0 ? name.compareTo(other.name) : byRegion;
    }
  }

  public Clusters(LocalAccount account, VpcNetworks networks, ClusterLifecycle lifecycle) {
    this.account = account;
    this.networks = networks;
    this.lifecycle = lifecycle;
  }

  Cluster require(String region, String name) {
    return Optional.ofNullable(clusters.get(new Key(region, name)))
        .orElseThrow(() -> EksError.noCluster(name));
  }

  public Collection<Cluster> all() {
    return List.copyOf(clusters.values());
  }

  List<String> names(String region) {
    return clusters.keySet().stream()
        .filter(key -> key.region().equals(region))
        .map(Key::name)
        .toList();
  }

  ObjectNode create(String region, Caller caller, JsonNode body) {
    ClusterRequest request = ClusterRequest.parse(body);
    creating.lock();
    try {
      Optional<Cluster> existing =
          Optional.ofNullable(clusters.get(new Key(region, request.name())));
      if (existing.isPresent()) {
        if (request.token().isPresent() && existing.get().request().equals(request)) {
          return answer(existing.get());
        }
        throw EksError.inUse(request.name(), "Cluster already exists with name: " + request.name());
      }
      ClusterRoles roles = new ClusterRoles(account, region);
      roles.requireAssumable(request.name(), request.roleArn());
      ClusterNetwork.Placement placement =
          new ClusterNetwork(account.clients(region).ec2()).place(request);
      VpcNetwork bridge = bridge(region, request.name(), placement.vpcId());
      roles.requireServiceLinkedRole();
      Cluster cluster =
          new Cluster(
              new Cluster.Identity(
                  account.accountId(),
                  region,
                  UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT),
                  Instant.now(),
                  placement.vpcId(),
                  placement.services(),
                  creator(roles, caller)),
              request);
      if (request.bootstrapAdmin() && request.configuration().authenticationMode().usesEntries()) {
        AccessEntry entry =
            AccessEntryOperations.bootstrap(
                cluster.identity().creator(), cluster.identity().createdAt());
        cluster.entries().put(entry.principal().text(), entry);
      }
      clusters.put(new Key(region, request.name()), cluster);
      background(() -> lifecycle.create(cluster, bridge));
      return answer(cluster);
    } finally {
      creating.unlock();
    }
  }

  ObjectNode delete(String region, String name) {
    Cluster cluster = require(region, name);
    if (cluster.state().configuration().deletionProtection()) {
      throw EksError.invalidRequest(
          name, "Cluster " + name + " has deletion protection; turn it off before deleting it.");
    }
    ClusterState before =
        cluster.getAndUpdate(state -> deletable(state.status()) ? state.deleting() : state);
    if (!deletable(before.status())) {
      throw EksError.inUse(
          name, "Cluster " + name + " cannot be deleted: it is " + before.status());
    }
    ObjectNode answer = answer(cluster);
    background(
        () -> {
          lifecycle.delete(cluster);
          clusters.remove(new Key(region, name));
          LOG.info("cluster {} is deleted", name);
        });
    return answer;
  }

  public static ObjectNode answer(Cluster cluster) {
    ObjectNode answer = Json.object();
    answer.set("cluster", ClusterJson.cluster(cluster));
    return answer;
  }

  /** Ends the processes of all clusters. */
  @Override
  public void close() {
    work.shutdownNow();
    try {
      // A cluster that is being created ends what it has started when it is interrupted.
      if (!work.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("work on clusters does not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      clusters.values().forEach(cluster -> run(stopping, () -> lifecycle.stop(cluster)));
    }
  }

  private static boolean deletable(ClusterState.Status status) {
    return status == ClusterState.Status.ACTIVE || status == ClusterState.Status.FAILED;
  }

  private VpcNetwork bridge(String region, String name, String vpcId) {
    try {
      return networks.ensure(region, vpcId);
    } catch (AwsError e) {
      throw EksError.invalidParameter(name, e.message());
    }
  }

  private PrincipalArn creator(ClusterRoles roles, Caller caller) {
    PrincipalArn principal =
        PrincipalArn.canonical(caller.arn())
            .orElseGet(
                () ->
                    new PrincipalArn(
                        "aws", account.accountId(), PrincipalArn.Kind.ROOT, "/", "root"));
    return roles.existing(principal).orElse(principal);
  }

  private void background(Runnable task) {
    run(work, task);
  }

  private static void run(ExecutorService executor, Runnable task) {
    var _ =
        executor.submit(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.error("work on a cluster failed", e);
              }
            });
  }
}
