package dev.fnk.cli.stage;

import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;

/**
 * What the lab would have with other settings, and may still have from a time with these: looked
 * for only when it is torn down.
 *
 * @param <A> what others may read of it
 */
final class Remnant<A> implements LeftoverResource<A> {
  private final ManagedResource<A> resource;
  private final List<Resource<?>> needs;

  /**
   * @param needs what must be deleted after it
   */
  Remnant(ManagedResource<A> resource, List<? extends Resource<?>> needs) {
    this.resource = resource;
    this.needs = List.copyOf(needs);
  }

  @Override
  public ResourceId id() {
    return resource.id();
  }

  @Override
  public List<Resource<?>> needs() {
    return needs;
  }

  @Override
  public Optional<Resource<?>> inside() {
    return resource.inside();
  }

  @Override
  public Observed<A> observe(ObservedState known) {
    return resource.observe(known);
  }

  @Override
  public void delete(Present<A> present, ResourceContext context) {
    resource.delete(present, context);
  }
}
