package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Trace;
import dev.fnk.cli.resource.Work;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;

/** The task definitions that the node registered for pods: families {@code fnk-LAB-HASH}. */
public final class PodTemplates implements Resource<PodTemplates.Attributes> {
  private final AwsClients aws;
  private final LabNames names;

  /** Nothing to read of it. */
  public record Attributes() {}

  public PodTemplates(AwsClients aws, LabNames names) {
    this.aws = aws;
    this.names = names;
  }

  @Override
  public String type() {
    return Revisions.TYPE;
  }

  @Override
  public String name() {
    return names.podFamilies() + "*";
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public boolean residue() {
    return true;
  }

  @Override
  public Observed<Attributes> observe(Known known) {
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
  public Change diff(Present<Attributes> present, Known known) {
    return Change.none();
  }

  @Override
  public Present<Attributes> create(Work work) {
    throw new IllegalStateException("the node makes them");
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    return present;
  }

  @Override
  public List<Trace> traces(Known known) {
    return new Revisions(aws).traces(names::isPodFamily, names.podFamilies());
  }

  @Override
  public void delete(Present<Attributes> present, Work work) {
    new Revisions(aws).delete(names::isPodFamily, names.podFamilies(), work);
  }
}
