package dev.fnk.local.ecs.api;

import dev.fnk.local.ecs.definition.TaskDefinition;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.cluster.AwsVpc;
import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.cluster.LaunchTarget;
import dev.fnk.local.ecs.model.cluster.ResolvedNetwork;
import dev.fnk.local.ecs.model.service.Deployment;
import dev.fnk.local.ecs.model.service.Service;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Failures;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.protocol.Paging;
import dev.fnk.local.ecs.runtime.TaskNetwork;
import dev.fnk.local.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The service operations. */
final class ServiceApi {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,255}");
  private static final int PAGE = 100;
  private static final int DEFAULT_PAGE = 10;
  private static final int MAX_DESCRIBED = 10;

  private final EcsRegion region;
  private final TaskNetwork network;
  private final Clock clock;

  ServiceApi(EcsRegion region, TaskNetwork network, Clock clock) {
    this.region = region;
    this.network = network;
    this.clock = clock;
  }

  /** Answers with the service that is there when the same request is made again. */
  synchronized ObjectNode create(Fields request, String callerArn) {
    Cluster cluster = region.clusters().of(request);
    String name = request.required("serviceName");
    if (!NAME.matcher(name).matches()) {
      throw EcsError.invalidParameter("Service name contains invalid characters: " + name);
    }
    Optional<Service> there = region.services().find(cluster, name);
    if (there.isPresent()) {
      switch (there.get().state().status()) {
        case ACTIVE -> {
          if (there.get().request().equals(request.object())) {
            return answer(there.get());
          }
          throw EcsError.invalidParameter("Creation of service was not idempotent.");
        }
        case DRAINING ->
            throw EcsError.invalidParameter("Unable to Start a service that is still Draining.");
        case INACTIVE -> {}
      }
    }
    ServiceSettings.refuseUnsupported(request);
    Instant now = clock.instant();
    Deployment first =
        new Deployment(
            deploymentId(),
            definition(request.required("taskDefinition")),
            network.resolve(region.arns().region(), AwsVpc.of(request)),
            LaunchTarget.of(request, cluster),
            request.flag("enableExecuteCommand").orElse(false),
            now,
            now,
            0,
            false);
    Service service =
        new Service(
            region.arns().service(cluster.name(), name),
            name,
            cluster,
            request.object().deepCopy(),
            now,
            callerArn,
            first,
            ServiceSettings.state(request));
    region.services().put(service);
    region.changes().signal();
    return answer(service);
  }

  private TaskDefinition definition(String reference) {
    TaskDefinition definition =
        region
            .taskDefinitions()
            .find(reference)
            .orElseThrow(() -> EcsError.client("TaskDefinition not found."));
    if (definition.status() != TaskDefinition.Status.ACTIVE) {
      throw EcsError.client("TaskDefinition is inactive");
    }
    return definition;
  }

  private static String deploymentId() {
    return "ecs-svc/"
        + String.format(
            Locale.ROOT,
            "%019d",
            ThreadLocalRandom.current().nextLong(1_000_000_000_000_000_000L, Long.MAX_VALUE));
  }

  synchronized ObjectNode update(Fields request) {
    Cluster cluster = region.clusters().of(request);
    Service service = find(cluster, request.required("service"));
    if (service.state().status() != Service.Status.ACTIVE) {
      throw EcsError.serviceNotActive();
    }
    ServiceSettings.refuseUnsupported(request);
    Deployment before = service.primary();
    Deployment next = changed(request, cluster, before);
    ObjectNode configuration =
        ServiceSettings.configuration(request, service.state().deploymentConfiguration());
    Optional<Integer> desired = ServiceSettings.desired(request);
    String rebalancing =
        ServiceSettings.zoneRebalancing(
            request, configuration, Optional.of(service.state().zoneRebalancing()));
    service.update(
        state ->
            new Service.State(
                state.status(),
                desired.orElse(state.desiredCount()),
                new Fields(configuration).integer("minimumHealthyPercent").orElse(100),
                new Fields(configuration).integer("maximumPercent").orElse(200),
                configuration,
                request.text("propagateTags").orElse(state.propagateTags()),
                request.flag("enableECSManagedTags").orElse(state.managedTags()),
                rebalancing,
                state.tags()));
    if (!next.id().equals(before.id())) {
      service.deploy(next);
    }
    region.changes().signal();
    return answer(service);
  }

  /** A new deployment when something of its tasks changes or it is forced, else the same. */
  private Deployment changed(Fields request, Cluster cluster, Deployment before) {
    TaskDefinition definition =
        request.text("taskDefinition").map(this::definition).orElse(before.definition());
    ResolvedNetwork resolved =
        request.has("networkConfiguration")
            ? network.resolve(region.arns().region(), AwsVpc.of(request))
            : before.network();
    LaunchTarget target =
        request.has("capacityProviderStrategy")
            ? LaunchTarget.of(request, cluster)
            : before.target();
    boolean execute = request.flag("enableExecuteCommand").orElse(before.executeCommand());
    boolean same =
        definition.arn().equals(before.definition().arn())
            && resolved.equals(before.network())
            && target.equals(before.target())
            && execute == before.executeCommand()
            && !request.flag("forceNewDeployment").orElse(false);
    if (same) {
      return before;
    }
    Instant now = clock.instant();
    return new Deployment(
        deploymentId(), definition, resolved, target, execute, now, now, 0, false);
  }

  private Service find(Cluster cluster, String reference) {
    return region.services().find(cluster, reference).orElseThrow(EcsError::serviceNotFound);
  }

  synchronized ObjectNode delete(Fields request) {
    Service service = find(region.clusters().of(request), request.required("service"));
    Service.State state = service.state();
    if (state.status() == Service.Status.INACTIVE) {
      throw EcsError.serviceNotFound();
    }
    if (state.desiredCount() > 0 && !request.flag("force").orElse(false)) {
      throw EcsError.invalidParameter("The service cannot be stopped while it is scaled above 0.");
    }
    service.update(now -> now.withStatus(Service.Status.DRAINING, 0));
    region.changes().signal();
    return answer(service);
  }

  ObjectNode describe(Fields request) {
    Cluster cluster = region.clusters().of(request);
    List<String> asked = request.texts("services");
    if (asked.isEmpty()) {
      throw EcsError.invalidParameter("Services cannot be empty.");
    }
    if (asked.size() > MAX_DESCRIBED) {
      throw EcsError.invalidParameter("Services cannot be more than 10.");
    }
    boolean tags = Set.copyOf(request.texts("include")).contains("TAGS");
    ArrayNode services = Json.array();
    ArrayNode failures = Json.array();
    for (String reference : asked) {
      Optional<Service> service = region.services().find(cluster, reference);
      if (service.isPresent()) {
        services.add(ServiceJson.write(service.get(), tasks(service.get()), tags));
      } else {
        failures.add(
            Failures.of(
                region.arns().service(cluster.name(), Arns.lastPart(reference)), "MISSING"));
      }
    }
    ObjectNode answer = Json.object();
    answer.set("services", services);
    answer.set("failures", failures);
    return answer;
  }

  ObjectNode list(Fields request) {
    Cluster cluster = region.clusters().of(request);
    List<String> arns = region.services().active(cluster).stream().map(Service::arn).toList();
    int size = request.integer("maxResults").orElse(DEFAULT_PAGE);
    ObjectNode sized = request.object().deepCopy().put("maxResults", size);
    return ClusterApi.page("serviceArns", Paging.page(arns, new Fields(sized), PAGE));
  }

  private List<Task> tasks(Service service) {
    return region.tasks().of(service.cluster()).stream().filter(service::owns).toList();
  }

  private ObjectNode answer(Service service) {
    ObjectNode answer = Json.object();
    answer.set("service", ServiceJson.write(service, tasks(service), true));
    return answer;
  }
}
