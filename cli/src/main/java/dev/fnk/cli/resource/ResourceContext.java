package dev.fnk.cli.resource;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a resource is given while it is worked on. */
public interface ResourceContext {
  ObservedState known();

  Deadlines deadlines();

  /**
   * Polls until {@code poll} gives a value, telling the user what is waited for.
   *
   * @param what such as {@code cluster to become ACTIVE}
   * @throws ResourceException the deadline passed
   * @throws java.util.concurrent.CancellationException the user cancelled
   */
  <T> T await(String what, Duration deadline, Supplier<Optional<T>> poll);

  /** Waits for a condition; see {@link #await}. */
  default void until(String what, Duration deadline, Supplier<Boolean> condition) {
    var _ = await(what, deadline, () -> condition.get() ? Optional.of(true) : Optional.empty());
  }

  /**
   * Waits until a resource that was just made is seen.
   *
   * @param what such as {@code the role}
   */
  default <A> Present<A> untilKnown(String what, Resource<A> resource) {
    return await(
        what + " to be known",
        deadlines().consistency(),
        () -> resource.observe(known()).present());
  }

  /**
   * Waits until nothing is seen of a resource that was just deleted.
   *
   * @param what such as {@code the cluster}
   */
  default void untilGone(String what, Duration deadline, Resource<?> resource) {
    until(what + " to be gone", deadline, () -> resource.observe(known()) instanceof Absent<?>);
  }

  /**
   * Calls until it succeeds, as long as {@code retryable} says that its failure passes by itself.
   * After the deadline the last failure is thrown.
   *
   * @param what what is waited for, such as {@code role to be assumable}
   */
  <T> T retry(
      String what, Duration deadline, Predicate<RuntimeException> retryable, Supplier<T> call);

  /** A word to the user. */
  void notice(String message);
}
