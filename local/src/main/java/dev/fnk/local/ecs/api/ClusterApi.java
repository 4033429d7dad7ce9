package dev.fnk.local.ecs.api;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Page;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.cluster.CapacityItem;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Failures;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Paging;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.model.IamException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The cluster operations. */
final class ClusterApi {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final Set<String> PROVIDERS = Set.of("FARGATE", "FARGATE_SPOT");
  private static final int PAGE = 100;

  private final EcsRegion region;
  private final LocalAccount account;

  ClusterApi(EcsRegion region, LocalAccount account) {
    this.region = region;
    this.account = account;
  }

  /** Answers with the cluster that is there when the name is taken. */
  ObjectNode create(Fields request) {
    String name = request.text("clusterName").orElse("default");
    if (!NAME.matcher(name).matches()) {
      throw EcsError.invalidParameter(
          "Cluster name must be 1 to 255 letters, numbers, hyphens and underscores: " + name);
    }
    Optional<Cluster> there = region.clusters().find(name).filter(Cluster::active);
    if (there.isPresent()) {
      return answer("cluster", there.get(), Set.of("TAGS", "SETTINGS"));
    }
    Cluster cluster =
        new Cluster(
            region.arns().cluster(name),
            name,
            true,
            settings(request),
            providers(request),
            strategy(request),
            Tags.of(request));
    ensureServiceLinkedRole();
    region.clusters().put(cluster);
    return answer("cluster", cluster, Set.of("TAGS", "SETTINGS"));
  }

  /** ECS makes its own role with an account's first cluster. */
  private void ensureServiceLinkedRole() {
    try {
      account
          .clients(region.arns().region())
          .iam()
          .createServiceLinkedRole(
              role ->
                  role.awsServiceName("ecs.amazonaws.com")
                      .description("Role to enable Amazon ECS to manage your cluster."));
    } catch (IamException e) {
      String code = e.awsErrorDetails().errorCode();
      // Taken: it was made with an earlier cluster.
      if (!code.equals("InvalidInput") && !code.equals("EntityAlreadyExists")) {
        throw new AwsError(
            500, "ServerException", "the service-linked role of ECS: " + e.getMessage());
      }
    }
  }

  private static ArrayNode settings(Fields request) {
    ArrayNode settings = Json.array();
    if (!request.has("settings")) {
      settings.addObject().put("name", "containerInsights").put("value", "disabled");
      return settings;
    }
    for (Fields setting : request.objects("settings")) {
      settings
          .addObject()
          .put("name", setting.required("name"))
          .put("value", setting.required("value"));
    }
    return settings;
  }

  private static List<String> providers(Fields request) {
    List<String> providers = request.texts("capacityProviders");
    for (String provider : providers) {
      if (!PROVIDERS.contains(provider)) {
        throw EcsError.invalidParameter(
            "The specified capacity provider '" + provider + "' was not found.");
      }
    }
    return providers;
  }

  private static ArrayNode strategy(Fields request) {
    List<String> providers = request.texts("capacityProviders");
    ArrayNode strategy = Json.array();
    for (CapacityItem item : CapacityItem.list(request, "defaultCapacityProviderStrategy")) {
      if (!providers.contains(item.provider())) {
        throw EcsError.invalidParameter(
            "The specified capacity provider strategy cannot contain a capacity provider that is"
                + " not associated with the cluster: "
                + item.provider());
      }
      strategy.add(item.json());
    }
    return strategy;
  }

  ObjectNode describe(Fields request) {
    ArrayNode clusters = Json.array();
    ArrayNode failures = Json.array();
    Set<String> include = Set.copyOf(request.texts("include"));
    List<String> names = request.texts("clusters");
    for (String name : names.isEmpty() ? List.of("default") : names) {
      Optional<Cluster> cluster = region.clusters().find(name);
      if (cluster.isPresent()) {
        clusters.add(json(cluster.get(), include));
      } else {
        failures.add(Failures.of(region.arns().cluster(Arns.lastPart(name)), "MISSING"));
      }
    }
    ObjectNode answer = Json.object();
    answer.set("clusters", clusters);
    answer.set("failures", failures);
    return answer;
  }

  ObjectNode list(Fields request) {
    return page(
        "clusterArns",
        Paging.page(region.clusters().active().stream().map(Cluster::arn).toList(), request, PAGE));
  }

  static ObjectNode page(String name, Page<String> page) {
    ObjectNode answer = Json.object();
    answer.set(name, Json.strings(page.items()));
    Json.put(answer, "nextToken", page.nextToken());
    return answer;
  }

  ObjectNode delete(Fields request) {
    Cluster cluster =
        region
            .clusters()
            .find(request.required("cluster"))
            .filter(Cluster::active)
            .orElseThrow(EcsError::clusterNotFound);
    if (!region.services().active(cluster).isEmpty()) {
      throw new AwsError(
          400,
          "ClusterContainsServicesException",
          "The Cluster cannot be deleted while Services are active.");
    }
    if (region.tasks().of(cluster).stream().anyMatch(task -> !task.stopped())) {
      throw new AwsError(
          400,
          "ClusterContainsTasksException",
          "The Cluster cannot be deleted while Tasks are active.");
    }
    return answer(
        "cluster", region.clusters().update(cluster, Cluster::deleted), Set.of("TAGS", "SETTINGS"));
  }

  ObjectNode putCapacityProviders(Fields request) {
    List<String> providers = providers(request);
    ArrayNode strategy = strategy(request);
    Cluster cluster =
        region
            .clusters()
            .update(region.clusters().of(request), now -> now.withCapacity(providers, strategy));
    return answer("cluster", cluster, Set.of("TAGS", "SETTINGS"));
  }

  /** Takes settings; others of its members change nothing here. */
  ObjectNode update(Fields request) {
    Cluster cluster = region.clusters().of(request);
    if (request.has("settings")) {
      ArrayNode settings = settings(request);
      cluster = region.clusters().update(cluster, now -> now.withSettings(settings));
    }
    return answer("cluster", cluster, Set.of("TAGS", "SETTINGS"));
  }

  ObjectNode describeCapacityProviders(Fields request) {
    List<String> asked = request.texts("capacityProviders");
    ArrayNode providers = Json.array();
    for (String name : PROVIDERS.stream().sorted().toList()) {
      if (asked.isEmpty() || asked.stream().map(Arns::lastPart).anyMatch(name::equals)) {
        ObjectNode provider =
            Json.object()
                .put(
                    "capacityProviderArn",
                    region.arns().cluster("").replace("cluster/", "capacity-provider/") + name)
                .put("name", name)
                .put("status", "ACTIVE");
        provider.set("tags", Json.array());
        providers.add(provider);
      }
    }
    ObjectNode answer = Json.object();
    answer.set("capacityProviders", providers);
    answer.set(
        "failures",
        Json.objects(
            asked.stream()
                .filter(name -> !PROVIDERS.contains(Arns.lastPart(name)))
                .map(name -> Failures.of(name, "MISSING"))
                .toList()));
    return answer;
  }

  private ObjectNode answer(String member, Cluster cluster, Set<String> include) {
    ObjectNode answer = Json.object();
    answer.set(member, json(cluster, include));
    return answer;
  }

  private ObjectNode json(Cluster cluster, Set<String> include) {
    List<Task> tasks = region.tasks().of(cluster);
    ObjectNode json = Json.object();
    json.put("clusterArn", cluster.arn());
    json.put("clusterName", cluster.name());
    json.put("status", cluster.active() ? "ACTIVE" : "INACTIVE");
    json.put("registeredContainerInstancesCount", 0);
    json.put("runningTasksCount", tasks.stream().filter(Task::running).count());
    json.put("pendingTasksCount", tasks.stream().filter(Task::starting).count());
    json.put("activeServicesCount", region.services().active(cluster).size());
    json.set("statistics", Json.array());
    json.set("tags", include.contains("TAGS") ? cluster.tags().json() : Json.array());
    json.set(
        "settings", include.contains("SETTINGS") ? cluster.settings().deepCopy() : Json.array());
    json.set("capacityProviders", Json.strings(cluster.capacityProviders()));
    json.set("defaultCapacityProviderStrategy", cluster.strategy().deepCopy());
    return json;
  }
}
