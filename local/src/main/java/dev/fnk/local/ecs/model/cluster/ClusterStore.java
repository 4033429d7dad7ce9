package dev.fnk.local.ecs.model.cluster;

import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** The clusters of a region by name. */
public final class ClusterStore {
  private final Map<String, Cluster> clusters = new ConcurrentSkipListMap<>();

  public Optional<Cluster> find(String nameOrArn) {
    return Optional.ofNullable(clusters.get(Arns.lastPart(nameOrArn)));
  }

  /** The active cluster that a request names; {@code default} when it names none. */
  public Cluster of(Fields request) {
    return find(request.text("cluster").orElse("default"))
        .filter(Cluster::active)
        .orElseThrow(EcsError::clusterNotFound);
  }

  public List<Cluster> active() {
    return clusters.values().stream().filter(Cluster::active).toList();
  }

  public void put(Cluster cluster) {
    clusters.put(cluster.name(), cluster);
  }

  public Cluster update(Cluster cluster, UnaryOperator<Cluster> change) {
    Cluster changed = clusters.computeIfPresent(cluster.name(), (name, now) -> change.apply(now));
    if (changed == null) {
      throw EcsError.clusterNotFound();
    }
    return changed;
  }
}
