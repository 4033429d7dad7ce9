package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.ecs.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The Node that a virtual node leaves behind: it may not delete it itself. While the API server
 * still honours its last token, a node that runs makes its Node again.
 */
public final class NodeObject implements LeftoverResource<NodeObject.Attributes> {
  private static final String LEASES = "kube-node-lease";

  /** A running node looks after its Node every ten seconds. */
  private static final Duration QUIET = Duration.ofSeconds(12);

  private final ClusterAccess access;
  private final String node;
  private final Tasks tasks;

  /** Nothing to read of it. */
  public record Attributes() {}

  /**
   * @param tasks those of the lab: while none is alive, nobody can make the Node again
   */
  public NodeObject(ClusterAccess access, String node, Tasks tasks) {
    this.access = access;
    this.node = node;
    this.tasks = tasks;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("kubernetes:node-object", node);
  }

  @Override
  public List<Resource<?>> needs() {
    return access.needs(List.of());
  }

  @Override
  public Optional<Resource<?>> inside() {
    return Optional.of(access.cluster());
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return access
        .ask(known, client -> NodePods.node(client, node))
        .<Observed<Attributes>>map(
            n ->
                NodePods.virtual(n)
                    ? new Present<>(
                        n.getMetadata().getUid(), Optional.empty(), "left", new Attributes())
                    : new Foreign<>(node, Optional.empty(), "it is no virtual node"))
        .orElseGet(Absent::new);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    var last = new AtomicLong(System.nanoTime());
    context.until(
        "the node to stay away",
        context.deadlines().node(),
        () -> {
          var nobody = tasks.alive().isEmpty();
          if (access.tell(context, client -> NodePods.node(client, node)).isPresent()) {
            access.tell(context, client -> client.nodes().withName(node).delete());
            last.set(System.nanoTime());
          }
          return nobody || System.nanoTime() - last.get() >= QUIET.toNanos();
        });
    access.tell(context, client -> client.leases().inNamespace(LEASES).withName(node).delete());
  }
}
