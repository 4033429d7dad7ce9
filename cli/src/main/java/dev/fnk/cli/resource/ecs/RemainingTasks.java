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
import software.amazon.awssdk.services.ecs.model.Task;

/** Tasks of the lab that still run once nobody looks after them. */
public final class RemainingTasks implements LeftoverResource<RemainingTasks.Attributes> {
  private final EcsCluster cluster;
  private final Tasks tasks;
  private final List<Resource<?>> needs;

  /** Nothing to read of it. */
  public record Attributes() {}

  /**
   * @param needs what they use, which goes after them
   */
  public RemainingTasks(
      AwsClients aws, EcsCluster cluster, LabNames names, List<Resource<?>> needs) {
    this.cluster = cluster;
    this.tasks = new Tasks(aws, names);
    this.needs = List.copyOf(needs);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("ecs:task", cluster.name() + "/*");
  }

  @Override
  public List<Resource<?>> needs() {
    return needs;
  }

  /** Only in a cluster of the lab's own: in another's, no task is ours to stop. */
  @Override
  public Observed<Attributes> observe(ObservedState known) {
    if (known.find(cluster).isEmpty()) {
      return new Absent<>();
    }
    var alive = tasks.alive();
    return alive.isEmpty()
        ? new Absent<>()
        : new Present<>(alive.size() + " tasks", Optional.empty(), "running", new Attributes());
  }

  @Override
  public List<Trace> traces(ObservedState known) {
    return known.find(cluster).isEmpty()
        ? List.of()
        : tasks.alive().stream().map(t -> Trace.left(type(), t.taskArn(), t.lastStatus())).toList();
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    for (Task task : tasks.alive()) {
      if (!"STOPPED".equals(task.desiredStatus())) {
        tasks.stop(task.taskArn(), "the lab is torn down");
      }
    }
    context.until("the tasks to stop", context.deadlines().task(), () -> tasks.alive().isEmpty());
  }
}
