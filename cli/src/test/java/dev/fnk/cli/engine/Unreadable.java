package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;

/** A resource of a service that does not answer. */
final class Unreadable implements ManagedResource<String> {
  /** What others leave behind in something, and it takes along; nobody can read it. */
  record Left(Resource<?> home) implements LeftoverResource<String> {
    @Override
    public ResourceId id() {
      return new ResourceId("fake:unreadable", "u");
    }

    @Override
    public List<Resource<?>> needs() {
      return List.of(home);
    }

    @Override
    public Optional<Resource<?>> inside() {
      return Optional.of(home);
    }

    @Override
    public Observed<String> observe(ObservedState known) {
      throw new ResourceException("no answer", "wait");
    }

    @Override
    public void delete(Present<String> present, ResourceContext context) {
      throw new AssertionError("never planned");
    }
  }

  @Override
  public ResourceId id() {
    return new ResourceId("fake:unreadable", "u");
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<String> observe(ObservedState known) {
    throw new ResourceException("no answer", "wait");
  }

  @Override
  public Change diff(Present<String> present, ObservedState known) {
    throw new AssertionError("never observed");
  }

  @Override
  public Present<String> create(ResourceContext context) {
    throw new AssertionError("never planned");
  }

  @Override
  public Present<String> update(Present<String> present, ResourceContext context) {
    throw new AssertionError("never planned");
  }

  @Override
  public void delete(Present<String> present, ResourceContext context) {
    throw new AssertionError("never planned");
  }
}
