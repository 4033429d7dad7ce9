package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Trace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;

/** The task definitions that the node registered for pods: families {@code fnk-LAB-HASH}. */
public final class PodTemplates implements LeftoverResource<PodTemplates.Attributes> {
  private final AwsClients aws;
  private final LabNames names;

  /** Nothing to read of it. */
  public record Attributes() {}

  public PodTemplates(AwsClients aws, LabNames names) {
    this.aws = aws;
    this.names = names;
  }

  @Override
  public ResourceId id() {
    return new ResourceId(Revisions.TYPE, names.podFamilies() + "*");
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    var revisions = new Revisions(aws);
    var all =
        Stream.of(TaskDefinitionStatus.ACTIVE, TaskDefinitionStatus.INACTIVE)
            .flatMap(s -> revisions.list(names::isPodFamily, names.podFamilies(), s).stream())
            .toList();
    return all.isEmpty()
        ? new Absent<>()
        : new Present<>(
            all.size() + " revisions", Optional.empty(), "registered", new Attributes());
  }

  @Override
  public List<Trace> traces(ObservedState known) {
    return new Revisions(aws).traces(names::isPodFamily, names.podFamilies());
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    new Revisions(aws).delete(names::isPodFamily, names.podFamilies(), context);
  }
}
