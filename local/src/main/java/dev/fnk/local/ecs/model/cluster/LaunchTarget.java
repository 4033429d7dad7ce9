package dev.fnk.local.ecs.model.cluster;

import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where tasks are launched: by launch type FARGATE or by a capacity provider of Fargate.
 *
 * @param strategy empty for a launch type
 */
public record LaunchTarget(List<CapacityItem> strategy, String platformVersion) {
  private static final Set<String> PROVIDERS = Set.of("FARGATE", "FARGATE_SPOT");
  private static final String NEWEST_PLATFORM = "1.4.0";

  public LaunchTarget {
    strategy = List.copyOf(strategy);
  }

  /** Reads launch type, strategy and platform; the cluster's default strategy serves in the end. */
  public static LaunchTarget of(Fields request, Cluster cluster) {
    Optional<String> type = request.text("launchType");
    List<CapacityItem> strategy = CapacityItem.list(request, "capacityProviderStrategy");
    if (type.isPresent() && !strategy.isEmpty()) {
      throw EcsError.invalidParameter(
          "Specifying both a launch type and capacity provider strategy is not supported. Remove"
              + " one and try again.");
    }
    String platform = request.text("platformVersion").orElse("LATEST");
    if (!Set.of("LATEST", NEWEST_PLATFORM).contains(platform)) {
      throw new dev.fnk.local.aws.AwsError(
          400, "PlatformUnknownException", "The platform version '" + platform + "' is unknown.");
    }
    if (type.isPresent()) {
      if (!type.get().equals("FARGATE")) {
        throw EcsError.invalidParameter("No Container Instances were found in your cluster.");
      }
      return new LaunchTarget(List.of(), NEWEST_PLATFORM);
    }
    if (strategy.isEmpty()) {
      ObjectNode defaults = Json.object();
      defaults.set("strategy", cluster.strategy());
      strategy = CapacityItem.list(new Fields(defaults), "strategy");
    }
    if (strategy.isEmpty()) {
      throw EcsError.invalidParameter("No Container Instances were found in your cluster.");
    }
    for (CapacityItem item : strategy) {
      if (!PROVIDERS.contains(item.provider())
          || !cluster.capacityProviders().contains(item.provider())) {
        throw EcsError.invalidParameter(
            "The specified capacity provider '" + item.provider() + "' was not found.");
      }
    }
    return new LaunchTarget(strategy, NEWEST_PLATFORM);
  }

  /** The provider of the next task: the base first, then the greatest weight. */
  public Optional<String> provider() {
    return strategy.stream()
        .max(
            java.util.Comparator.comparingInt(CapacityItem::base)
                .thenComparingInt(CapacityItem::weight))
        .map(CapacityItem::provider);
  }
}
