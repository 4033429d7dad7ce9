package dev.fnk.cli.resource.kubernetes;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What people made in the cluster that has a counterpart in AWS: Services of type LoadBalancer,
 * Ingresses, volumes that are not to be kept. They are deleted while the API server, its
 * controllers and the node are still there; afterwards nobody would know of them.
 */
public final class OutlivingObjects implements LeftoverResource<OutlivingObjects.Attributes> {
  /** Of a long list of names. */
  private static final int SHOWN = 5;

  private final ClusterAccess access;
  private final List<Resource<?>> needs;

  /**
   * @param objects such as {@code Service default/web}
   */
  public record Attributes(List<String> objects) {
    public Attributes {
      objects = List.copyOf(objects);
    }
  }

  /**
   * @param needs what their controllers may need to go on working
   */
  public OutlivingObjects(ClusterAccess access, List<? extends Resource<?>> needs) {
    this.access = access;
    this.needs = access.needs(needs);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("kubernetes:outliving", access.cluster().name());
  }

  @Override
  public List<Resource<?>> needs() {
    return needs;
  }

  @Override
  public Optional<Resource<?>> inside() {
    return Optional.of(access.cluster());
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return access
        .ask(known, client -> Optional.of(Outliving.read(client)))
        .map(all -> all.stream().map(Outliving::label).toList())
        .filter(labels -> !labels.isEmpty())
        .<Observed<Attributes>>map(
            labels ->
                new Present<>(
                    name(), Optional.empty(), labels.size() + " left", new Attributes(labels)))
        .orElseGet(Absent::new);
  }

  @Override
  public List<String> notes(ObservedState known) {
    return known
        .find(this)
        .map(
            p ->
                List.of(
                    "with the cluster go, and what they stand for in AWS: "
                        + String.join(", ", p.attributes().objects())))
        .orElseGet(List::of);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    var left = sweep(context);
    if (left.isEmpty()) {
      return;
    }
    try {
      context.until(
          names(left) + " to be gone",
          context.deadlines().release(),
          () -> sweep(context).isEmpty());
    } catch (ResourceException e) {
      throw new ResourceException(
          "%s; still there: %s".formatted(e.getMessage(), names(sweep(context))),
          "see that their controller works, or remove what they stand for in AWS and their"
              + " metadata.finalizers with kubectl edit; then fnk teardown goes on",
          e);
    }
  }

  /** Asks for the deletion of all there are; gives what is still there. */
  private List<Outliving> sweep(ResourceContext context) {
    var all = access.tell(context, Outliving::read);
    var labels = all.stream().map(Outliving::label).collect(Collectors.toSet());
    for (var one : all) {
      access.tell(
          context,
          client -> {
            one.delete(client, labels);
            return true;
          });
    }
    return all.isEmpty() ? all : access.tell(context, Outliving::read);
  }

  private static String names(List<Outliving> some) {
    var shown = some.stream().limit(SHOWN).map(Outliving::held).collect(Collectors.joining(", "));
    return some.size() > SHOWN ? shown + " and %d more".formatted(some.size() - SHOWN) : shown;
  }
}
