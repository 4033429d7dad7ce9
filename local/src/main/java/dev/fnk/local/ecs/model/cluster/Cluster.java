package dev.fnk.local.ecs.model.cluster;

import dev.fnk.local.ecs.protocol.Tags;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/**
 * A logical group of tasks and services.
 *
 * @param active false once it was deleted; it can then still be described
 * @param strategy default capacity provider strategy as it was given
 */
public record Cluster(
    String arn,
    String name,
    boolean active,
    ArrayNode settings,
    List<String> capacityProviders,
    ArrayNode strategy,
    Tags tags) {
  public Cluster {
    capacityProviders = List.copyOf(capacityProviders);
  }

  public Cluster withTags(Tags given) {
    return new Cluster(arn, name, active, settings, capacityProviders, strategy, given);
  }

  public Cluster withSettings(ArrayNode given) {
    return new Cluster(arn, name, active, given, capacityProviders, strategy, tags);
  }

  public Cluster withCapacity(List<String> providers, ArrayNode defaults) {
    return new Cluster(arn, name, active, settings, providers, defaults, tags);
  }

  public Cluster deleted() {
    return new Cluster(arn, name, false, settings, capacityProviders, strategy, tags);
  }
}
