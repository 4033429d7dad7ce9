package dev.fnk.cli.resource;

import java.util.List;
import java.util.Optional;

/**
 * What fnk makes, and keeps as it is wanted.
 *
 * @param <A> what others may read of it once it exists
 */
public non-sealed interface ManagedResource<A> extends Resource<A> {
  /** Compares what is there with what is wanted. Never {@link Change.Create}. */
  Change diff(Present<A> present, ObservedState known);

  /** Makes it and waits until others can use it. Finding that it exists already is no error. */
  Present<A> create(ResourceContext context);

  /** Makes what is there what is wanted. */
  Present<A> update(Present<A> present, ResourceContext context);

  /**
   * What it consumes while it exists.
   *
   * @param known what was observed; it need not exist yet
   */
  default List<Usage> usage(ObservedState known) {
    return List.of();
  }

  /** What it will open to addresses outside, in one line for people. */
  default Optional<String> opens() {
    return Optional.empty();
  }

  /** What is open to addresses outside by what is there, whoever opened it. */
  default Optional<String> open(Present<A> present) {
    return Optional.empty();
  }

  /**
   * Why it is not done yet, as far as others tell: asked when work on it was cut short. Empty where
   * nobody knows more than what was waited for.
   */
  default Optional<String> obstacle(ObservedState known) {
    return Optional.empty();
  }
}
