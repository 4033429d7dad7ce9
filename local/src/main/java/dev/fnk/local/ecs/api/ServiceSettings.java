package dev.fnk.local.ecs.api;

import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What CreateService and UpdateService ask a service to be: read, checked, with its defaults. */
final class ServiceSettings {
  private static final List<String> NOT_HERE =
      List.of("loadBalancers", "serviceRegistries", "serviceConnectConfiguration");

  private ServiceSettings() {}

  static void refuseUnsupported(Fields request) {
    for (String member : NOT_HERE) {
      if (request.has(member) && !request.object().get(member).isEmpty()) {
        throw EcsError.client("Services of this account do not take " + member + ".");
      }
    }
    if (request.text("schedulingStrategy").orElse("REPLICA").equals("DAEMON")) {
      throw EcsError.invalidParameter(
          "The daemon scheduling strategy is not supported for Fargate tasks.");
    }
  }

  static Service.State state(Fields request) {
    int desired = desired(request).orElse(0);
    ObjectNode configuration = configuration(request, Json.object());
    Fields read = new Fields(configuration);
    return new Service.State(
        Service.Status.ACTIVE,
        desired,
        read.integer("minimumHealthyPercent").orElse(100),
        read.integer("maximumPercent").orElse(200),
        configuration,
        request.text("propagateTags").orElse("NONE"),
        request.flag("enableECSManagedTags").orElse(false),
        zoneRebalancing(request, configuration, Optional.empty()),
        Tags.of(request));
  }

  /**
   * ENABLED for a new service that can be rebalanced, which takes a second task for a while.
   * Source: "Balancing an Amazon ECS service across Availability Zones" of the developer guide.
   */
  static String zoneRebalancing(Fields request, ObjectNode configuration, Optional<String> before) {
    boolean able = new Fields(configuration).integer("maximumPercent").orElse(200) > 100;
    String wanted =
        request
            .text("availabilityZoneRebalancing")
            .or(() -> before)
            .orElse(able ? "ENABLED" : "DISABLED");
    if (wanted.equals("ENABLED") && !able) {
      throw EcsError.invalidParameter(
          "Availability Zone rebalancing needs a maximumPercent above 100.");
    }
    return wanted;
  }

  static Optional<Integer> desired(Fields request) {
    Optional<Integer> desired = request.integer("desiredCount");
    if (desired.filter(count -> count < 0).isPresent()) {
      throw EcsError.invalidParameter("desiredCount cannot be negative.");
    }
    return desired;
  }

  static ObjectNode configuration(Fields request, ObjectNode before) {
    ObjectNode configuration =
        Json.object().put("maximumPercent", 200).put("minimumHealthyPercent", 100);
    configuration.putObject("deploymentCircuitBreaker").put("enable", false).put("rollback", false);
    configuration.setAll(before);
    request.object("deploymentConfiguration").ifPresent(g -> configuration.setAll(g.object()));
    Fields read = new Fields(configuration);
    int least = read.integer("minimumHealthyPercent").orElse(100);
    int most = read.integer("maximumPercent").orElse(200);
    if ((least == 100 && most == 100) || most < least || most < 100) {
      throw EcsError.invalidParameter(
          "minimumHealthyPercent "
              + least
              + " and maximumPercent "
              + most
              + " leave no way to replace a task.");
    }
    return configuration;
  }
}
