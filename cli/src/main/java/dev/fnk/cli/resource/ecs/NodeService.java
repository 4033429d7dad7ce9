package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Usage;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import dev.fnk.cli.resource.iam.Propagation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ecs.model.AvailabilityZoneRebalancing;
import software.amazon.awssdk.services.ecs.model.AwsVpcConfiguration;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.PropagateTags;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceField;
import software.amazon.awssdk.services.ecs.model.ServiceNotActiveException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;

/**
 * The service that keeps one task of the virtual node alive: never two at once, since two would
 * both start the pods' tasks. It is up when its task runs; whether the node is let into the cluster
 * is the next stage's matter.
 */
public final class NodeService implements ManagedResource<NodeService.Attributes> {
  private final AwsClients aws;
  private final LabTags tags;
  private final String name;
  private final Parts parts;

  /**
   * @param cpu CPU units of its task, for the price
   * @param memory MiB of its task, for the price
   * @param architecture of its task, for the price
   * @param also what else must exist before its task starts
   */
  public record Parts(
      EcsCluster cluster,
      TaskDefinition definition,
      List<Subnet> subnets,
      SecurityGroup group,
      int cpu,
      int memory,
      Architecture architecture,
      List<Resource<?>> also) {
    public Parts {
      subnets = List.copyOf(subnets);
      also = List.copyOf(also);
    }
  }

  /**
   * @param definition ARN of the task definition it is told to run
   * @param running whether a task of that definition runs
   * @param rebalanced whether ECS may start a second task in another zone, to stop this one then
   */
  public record Attributes(
      String definition,
      int desired,
      boolean running,
      AwsVpcConfiguration network,
      boolean rebalanced) {}

  public NodeService(AwsClients aws, LabTags tags, String name, Parts parts) {
    this.aws = aws;
    this.tags = tags;
    this.name = name;
    this.parts = parts;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ecs:service", name);
  }

  @Override
  public List<Resource<?>> needs() {
    var needs = new ArrayList<Resource<?>>(parts.also());
    needs.addAll(parts.subnets());
    needs.add(parts.cluster());
    needs.add(parts.definition());
    needs.add(parts.group());
    return needs;
  }

  @Override
  public List<Usage> usage(ObservedState known) {
    return Usage.publicTasks("virtual node", 1, parts.cpu(), parts.memory(), parts.architecture());
  }

  private String cluster() {
    return parts.cluster().name();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    if (known.find(parts.cluster()).isEmpty()) {
      return new Absent<>();
    }
    return read().map(this::observed).orElseGet(Absent::new);
  }

  private Optional<Service> read() {
    try {
      return aws
          .ecs()
          .describeServices(r -> r.cluster(cluster()).services(name).include(ServiceField.TAGS))
          .services()
          .stream()
          .filter(s -> !s.status().equals("INACTIVE")) // a deleted service's memory
          .findFirst();
    } catch (ClusterNotFoundException e) {
      return Optional.empty();
    }
  }

  private Observed<Attributes> observed(Service s) {
    return tags.observed(
        EcsTags.map(s.tags()), name, Optional.of(s.serviceArn()), () -> present(s));
  }

  private static Present<Attributes> present(Service s) {
    var running =
        s.deployments().stream()
            .filter(d -> d.status().equals("PRIMARY"))
            .anyMatch(d -> d.taskDefinition().equals(s.taskDefinition()) && d.runningCount() >= 1);
    var network =
        s.networkConfiguration() == null
            ? AwsVpcConfiguration.builder().build()
            : s.networkConfiguration().awsvpcConfiguration();
    return new Present<>(
        s.serviceName(),
        Optional.of(s.serviceArn()),
        s.status(),
        new Attributes(
            s.taskDefinition(),
            s.desiredCount(),
            running,
            network,
            s.availabilityZoneRebalancing() == AvailabilityZoneRebalancing.ENABLED));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    if (present.state().equals("DRAINING")) {
      return Change.replace("it is being deleted");
    }
    var definition = known.find(parts.definition()).map(d -> d.attributes().arn());
    if (definition.filter(is.definition()::equals).isEmpty()) {
      return Change.update("another task definition");
    }
    if (is.desired() != 1) {
      return Change.update("it keeps %d tasks, wanted is 1".formatted(is.desired()));
    }
    if (!network().same(is.network(), known)) {
      return Change.update("another network");
    }
    if (is.rebalanced()) {
      return Change.update("ECS may move its task between zones, running two for a while");
    }
    return is.running() ? Change.none() : Change.update("its task does not run");
  }

  private ServiceNetwork network() {
    return new ServiceNetwork(parts.subnets(), parts.group());
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var known = context.known();
    var definition = known.of(parts.definition()).attributes().arn();
    try {
      context.retry(
          "the roles and the service-linked role to be usable",
          context.deadlines().consistency(),
          Propagation::notYet,
          () ->
              aws.ecs()
                  .createService(
                      r ->
                          r.cluster(cluster())
                              .serviceName(name)
                              .taskDefinition(definition)
                              .desiredCount(1)
                              .availabilityZoneRebalancing(AvailabilityZoneRebalancing.DISABLED)
                              .launchType(LaunchType.FARGATE)
                              .deploymentConfiguration(
                                  d -> d.minimumHealthyPercent(0).maximumPercent(100))
                              .networkConfiguration(n -> n.awsvpcConfiguration(network().of(known)))
                              .enableECSManagedTags(true)
                              .propagateTags(PropagateTags.SERVICE)
                              .tags(EcsTags.list(tags.named(name)))));
    } catch (InvalidParameterException e) {
      if (!AwsErrors.message(e).contains("not idempotent")) {
        throw e;
      }
      return read()
          .map(s -> update(present(s), context)) // a run before this one made it
          .orElseThrow(() -> e);
    }
    return running(definition, context);
  }

  private Present<Attributes> running(String definition, ResourceContext context) {
    return new ServiceStart(words(), context)
        .await(
            () ->
                read()
                    .map(NodeService::present)
                    .filter(s -> s.attributes().running())
                    .filter(s -> s.attributes().definition().equals(definition)));
  }

  /** Why its task does not run, as far as ECS tells; to end a message with. */
  public String lastWords() {
    return words().tell();
  }

  @Override
  public Optional<String> obstacle(ObservedState known) {
    return known.find(parts.cluster()).flatMap(_ -> words().sentence());
  }

  private LastWords words() {
    return new LastWords(aws.ecs(), cluster(), name);
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    var known = context.known();
    var definition = known.of(parts.definition()).attributes().arn();
    var is = present.attributes();
    if (!is.definition().equals(definition)
        || is.desired() != 1
        || is.rebalanced()
        || !network().same(is.network(), known)) {
      context.retry(
          "the roles to be usable",
          context.deadlines().consistency(),
          Propagation::notYet,
          () ->
              aws.ecs()
                  .updateService(
                      r ->
                          r.cluster(cluster())
                              .service(name)
                              .taskDefinition(definition)
                              .desiredCount(1)
                              .availabilityZoneRebalancing(AvailabilityZoneRebalancing.DISABLED)
                              .networkConfiguration(
                                  n -> n.awsvpcConfiguration(network().of(known)))));
    }
    return running(definition, context);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    try {
      if (!present.state().equals("DRAINING")) {
        aws.ecs().updateService(r -> r.cluster(cluster()).service(name).desiredCount(0));
        aws.ecs().deleteService(r -> r.cluster(cluster()).service(name).force(true));
      }
    } catch (ServiceNotFoundException | ServiceNotActiveException | ClusterNotFoundException e) {
      return;
    }
    context.until("the service to be gone", context.deadlines().task(), () -> read().isEmpty());
  }
}
