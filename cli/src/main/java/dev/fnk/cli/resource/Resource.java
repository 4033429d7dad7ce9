package dev.fnk.cli.resource;

import java.util.List;
import java.util.Optional;

/**
 * One thing of the lab: one that fnk makes, or one that others leave behind. What exists is what
 * the cloud says exists; a resource remembers nothing. Every method may be killed at any point and
 * called again.
 *
 * @param <A> what others may read of it once it exists
 */
public sealed interface Resource<A> permits ManagedResource, LeftoverResource {
  /** Deterministic, and unique in the lab. */
  ResourceId id();

  /** What must exist before it, and must be deleted after it. */
  List<Resource<?>> needs();

  /** Reads the cloud. {@code known} holds what is known of {@link #needs()}. */
  Observed<A> observe(ObservedState known);

  /** Deletes it and waits until it is gone. Finding that it is gone already is no error. */
  void delete(Present<A> present, ResourceContext context);

  /**
   * The resource that takes it along when it goes. When that is deleted too and this one cannot be
   * read, it is left to it.
   */
  default Optional<Resource<?>> inside() {
    return Optional.empty();
  }

  /**
   * What an inventory lists of it: by default itself, if it is there and nothing else takes it
   * along. One that stands for several things, or for more than it observes, names each.
   *
   * @param known what was observed of it and of {@link #needs()}
   */
  default List<Trace> traces(ObservedState known) {
    return inside().isPresent()
        ? List.of()
        : known
            .find(this)
            .map(p -> List.of(Trace.left(type(), p.arn().orElse(p.id()), p.state())))
            .orElseGet(List::of);
  }

  /**
   * What a person should know of it beside its changes, a sentence each; {@code plan} and {@code
   * status} say it.
   */
  default List<String> notes(ObservedState known) {
    return List.of();
  }

  /** Such as {@code ec2:vpc}. */
  default String type() {
    return id().type();
  }

  /** With the type unique in the lab. */
  default String name() {
    return id().name();
  }

  /** {@code ec2:vpc eks-lab}, as people read it. */
  default String label() {
    return id().toString();
  }
}
