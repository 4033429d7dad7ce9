package dev.fnk.cli.resource;

import java.util.List;
import java.util.Optional;

/**
 * One thing of the lab. What exists is what the cloud says exists; a resource remembers nothing.
 * Every method may be killed at any point and called again.
 *
 * @param <A> what others may read of it once it exists
 */
public interface Resource<A> {
  /** Such as {@code ec2:vpc}. */
  String type();

  /** Deterministic; with the type unique in the lab. */
  String name();

  /** What must exist before it, and must be deleted after it. */
  List<Resource<?>> needs();

  /** Reads the cloud. {@code known} holds what is known of {@link #needs()}. */
  Observed<A> observe(ObservedState known);

  /** Compares what is there with what is wanted. Never {@link Change.Create}. */
  Change diff(Present<A> present, ObservedState known);

  /** Makes it and waits until others can use it. Finding that it exists already is no error. */
  Present<A> create(ResourceContext context);

  /** Makes what is there what is wanted. */
  Present<A> update(Present<A> present, ResourceContext context);

  /** Deletes it and waits until it is gone. Finding that it is gone already is no error. */
  void delete(Present<A> present, ResourceContext context);

  /**
   * Whether it is what others leave behind (tasks, network interfaces): looked for only when the
   * lab is torn down, never created.
   */
  default boolean leftover() {
    return false;
  }

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
   * What a person should know of it beside its changes, a sentence each; {@code plan} and {@code
   * status} say it.
   */
  default List<String> notes(ObservedState known) {
    return List.of();
  }

  /**
   * Why it is not done yet, as far as others tell: asked when work on it was cut short. Empty where
   * nobody knows more than what was waited for.
   */
  default Optional<String> obstacle(ObservedState known) {
    return Optional.empty();
  }

  /** {@code ec2:vpc eks-lab}, as people read it. */
  default String label() {
    return type() + " " + name();
  }
}
