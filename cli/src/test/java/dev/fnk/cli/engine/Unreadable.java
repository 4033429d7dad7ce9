package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import java.util.List;
import java.util.Optional;

/** A resource of a service that does not answer. */
final class Unreadable implements Resource<String> {
  private final Optional<Resource<?>> inside;

  Unreadable() {
    this.inside = Optional.empty();
  }

  /** What others leave behind in something, and it takes along. */
  Unreadable(Resource<?> inside) {
    this.inside = Optional.of(inside);
  }

  @Override
  public String type() {
    return "fake:unreadable";
  }

  @Override
  public String name() {
    return "u";
  }

  @Override
  public List<Resource<?>> needs() {
    return inside.<List<Resource<?>>>map(List::of).orElseGet(List::of);
  }

  @Override
  public Optional<Resource<?>> inside() {
    return inside;
  }

  @Override
  public boolean leftover() {
    return inside.isPresent();
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
