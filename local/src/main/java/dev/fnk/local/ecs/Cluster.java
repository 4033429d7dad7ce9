package dev.fnk.local.ecs;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/**
 * A logical group of tasks and services.
 *
 * @param active false once it was deleted; it can then still be described
 * @param strategy default capacity provider strategy as it was given
 */
record Cluster(
    String arn,
    String name,
    boolean active,
    ArrayNode settings,
    List<String> capacityProviders,
    ArrayNode strategy,
    Tags tags) {
  Cluster {
    capacityProviders = List.copyOf(capacityProviders);
  }

  Cluster withTags(Tags given) {
    return new Cluster(arn, name, active, settings, capacityProviders, strategy, given);
  }

  Cluster withSettings(ArrayNode given) {
    return new Cluster(arn, name, active, given, capacityProviders, strategy, tags);
  }

  Cluster withCapacity(List<String> providers, ArrayNode defaults) {
    return new Cluster(arn, name, active, settings, providers, defaults, tags);
  }

  Cluster deleted() {
    return new Cluster(arn, name, false, settings, capacityProviders, strategy, tags);
  }
}
