package dev.fnk.local.eks.api;

import dev.fnk.local.eks.access.AccessEntry;
import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.eks.cluster.ClusterRequest;
import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Tags of clusters and access entries. */
public final class TagOperations {
  private final Clusters clusters;

  public TagOperations(Clusters clusters) {
    this.clusters = clusters;
  }

  /** Tags by ARN, of all regions. */
  public Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> tags = new TreeMap<>();
    for (Cluster cluster : clusters.all()) {
      tags.put(cluster.arn(), cluster.state().tags());
      cluster.entries().values().forEach(entry -> tags.put(cluster.arn(entry), entry.tags()));
    }
    return tags;
  }

  ObjectNode list(String arn) {
    Map<String, String> tags =
        Optional.ofNullable(all().get(arn)).orElseThrow(() -> EksError.tagsNotFound(arn));
    ObjectNode answer = Json.object();
    answer.set("tags", Json.object(new TreeMap<>(tags)));
    return answer;
  }

  ObjectNode tag(String arn, Map<String, String> added) {
    change(
        arn,
        tags -> {
          Map<String, String> all = new TreeMap<>(tags);
          all.putAll(added);
          ClusterRequest.checkTags(all);
          return all;
        });
    return Json.object();
  }

  ObjectNode untag(String arn, List<String> keys) {
    change(
        arn,
        tags -> {
          Map<String, String> all = new TreeMap<>(tags);
          keys.forEach(all::remove);
          return all;
        });
    return Json.object();
  }

  private void change(String arn, UnaryOperator<Map<String, String>> change) {
    for (Cluster cluster : clusters.all()) {
      if (cluster.arn().equals(arn)) {
        cluster.update(state -> state.tagged(change.apply(state.tags())));
        return;
      }
      for (AccessEntry entry : cluster.entries().values()) {
        if (cluster.arn(entry).equals(arn)) {
          cluster
              .entries()
              .computeIfPresent(
                  entry.principal().text(), (_, now) -> now.withTags(change.apply(now.tags())));
          return;
        }
      }
    }
    throw EksError.tagsNotFound(arn);
  }
}
