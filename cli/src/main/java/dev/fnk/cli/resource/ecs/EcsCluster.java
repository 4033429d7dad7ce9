package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.ClusterField;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.ClusterSetting;
import software.amazon.awssdk.services.ecs.model.ClusterSettingName;
import software.amazon.awssdk.services.ecs.model.PutClusterCapacityProvidersResponse;

/** A logical cluster whose tasks run on Fargate, on demand or Spot. */
public final class EcsCluster implements ManagedResource<EcsCluster.Attributes> {
  private static final Set<String> PROVIDERS = Set.of("FARGATE", "FARGATE_SPOT");
  private static final String OFF = "disabled";

  private final AwsClients aws;
  private final LabTags tags;
  private final LabNames names;
  private final String name;

  /**
   * @param insights whether CloudWatch Container Insights, which costs, is on
   */
  public record Attributes(Set<String> capacityProviders, boolean insights) {
    public Attributes {
      capacityProviders = Set.copyOf(capacityProviders);
    }
  }

  public EcsCluster(AwsClients aws, LabTags tags, LabNames names) {
    this.aws = aws;
    this.tags = tags;
    this.names = names;
    this.name = names.cluster();
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ecs:cluster", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return described().map(this::observed).orElseGet(Absent::new);
  }

  private Optional<Cluster> described() {
    return aws
        .ecs()
        .describeClusters(r -> r.clusters(name).include(ClusterField.TAGS, ClusterField.SETTINGS))
        .clusters()
        .stream()
        .filter(c -> !c.status().equals("INACTIVE")) // a deleted cluster's memory
        .findFirst();
  }

  private Observed<Attributes> observed(Cluster c) {
    return tags.observed(
        EcsTags.map(c.tags()), name, Optional.of(c.clusterArn()), () -> present(c));
  }

  private Present<Attributes> present(Cluster c) {
    return new Present<>(
        name,
        Optional.of(c.clusterArn()),
        c.status(),
        new Attributes(
            Set.copyOf(c.capacityProviders()),
            c.settings().stream()
                .filter(s -> s.name() == ClusterSettingName.CONTAINER_INSIGHTS)
                .anyMatch(s -> !OFF.equals(s.value()))));
  }

  /** Said each time: what counts otherwise is the account's own default. */
  private static ClusterSetting insightsOff() {
    return ClusterSetting.builder().name(ClusterSettingName.CONTAINER_INSIGHTS).value(OFF).build();
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    return switch (present.state()) {
      case "PROVISIONING" -> Change.update("it is still PROVISIONING");
      case "DEPROVISIONING", "FAILED" -> Change.replace("it is " + present.state());
      default -> {
        if (!present.attributes().capacityProviders().containsAll(PROVIDERS)) {
          yield Change.update("its capacity providers lack FARGATE or FARGATE_SPOT");
        }
        yield present.attributes().insights()
            ? Change.update("its Container Insights are on")
            : Change.none();
      }
    };
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    context.retry(
        "the service-linked role of ECS",
        context.deadlines().consistency(),
        e -> AwsErrors.message(e).contains("service linked role"),
        () ->
            aws.ecs()
                .createCluster(
                    r ->
                        r.clusterName(name)
                            .capacityProviders(PROVIDERS)
                            .settings(insightsOff())
                            .tags(EcsTags.list(tags.named(name)))));
    return active(context);
  }

  private Present<Attributes> active(ResourceContext context) {
    return context.await(
        "the cluster to become ACTIVE",
        context.deadlines().consistency(),
        () ->
            observe(context.known()) instanceof Present<Attributes> p && p.state().equals("ACTIVE")
                ? Optional.of(p)
                : Optional.empty());
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    var now = active(context);
    if (now.attributes().insights()) {
      aws.ecs().updateClusterSettings(r -> r.cluster(name).settings(insightsOff()));
    }
    if (!now.attributes().capacityProviders().containsAll(PROVIDERS)) {
      context.retry(
          "the cluster to take its capacity providers",
          context.deadlines().consistency(),
          e ->
              AwsErrors.is(e, "UpdateInProgressException", "ResourceInUseException")
                  || AwsErrors.message(e).contains("service linked role"),
          this::addProviders);
    }
    return active(context);
  }

  /** The call replaces both lists: what others put into them stays. */
  private PutClusterCapacityProvidersResponse addProviders() {
    var there = described().orElseThrow(() -> new IllegalStateException("it was just there"));
    var all = new TreeSet<>(there.capacityProviders());
    all.addAll(PROVIDERS);
    return aws.ecs()
        .putClusterCapacityProviders(
            r ->
                r.cluster(name)
                    .capacityProviders(all)
                    .defaultCapacityProviderStrategy(there.defaultCapacityProviderStrategy()));
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    try {
      context.retry(
          "its services and tasks to be gone",
          context.deadlines().release(),
          e ->
              AwsErrors.is(
                  e,
                  "ClusterContainsServicesException",
                  "ClusterContainsTasksException",
                  "UpdateInProgressException"),
          () -> {
            new Guests(aws, names).refuse();
            return aws.ecs().deleteCluster(r -> r.cluster(name));
          });
    } catch (ClusterNotFoundException e) {
      return;
    }
    context.untilGone("the cluster", context.deadlines().release(), this);
  }
}
