package dev.fnk.cli.engine;

import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.GraphExecutor;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads many resources at once, each after those it needs. */
final class StateReader {
  private StateReader() {}

  /**
   * @throws LabException one could not be read; the first in the order of the graph is named
   */
  static ObservedState observe(Iterable<? extends Resource<?>> resources) {
    return observe(resources, _ -> false).known();
  }

  /**
   * Goes on where some cannot be read. What leans on one of these and is not seen cannot be told to
   * be absent either.
   *
   * @param dispensable those that may be unread
   * @throws LabException another one could not be read, or AWS does not know the caller
   */
  static Observation observe(
      Iterable<? extends Resource<?>> resources, Predicate<Resource<?>> dispensable) {
    var known = new ObservedState();
    var unread = new ConcurrentHashMap<Resource<?>, String>();
    var graph = Lab.graph(resources);
    var outcomes =
        GraphExecutor.<Resource<?>>run(
            graph,
            r -> {
              if (dispensable.test(r)) {
                tryObserve(r, known, unread);
              } else {
                observe(r, known);
              }
            });
    for (var resource : graph.order()) {
      if (outcomes.get(resource) instanceof GraphExecutor.Execution.Failed<Resource<?>> f) {
        throw LabException.of(resource.label() + " cannot be read", f.cause());
      }
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
    return new Observation(known, unread);
  }

  static <A> void observe(Resource<A> resource, ObservedState known) {
    known.put(resource, cancellable(() -> resource.observe(known)));
  }

  private static <A> void tryObserve(
      Resource<A> resource, ObservedState known, Map<Resource<?>, String> unread) {
    try {
      observe(resource, known);
    } catch (RuntimeException e) {
      if (!concernsItAlone(e)) {
        throw e;
      }
      known.put(resource, new Absent<>());
      unread.put(resource, LabException.describe(e));
      return;
    }
    if (known.seen(resource) instanceof Absent<A>) {
      resource.needs().stream()
          .filter(unread::containsKey)
          .findFirst()
          .ifPresent(n -> unread.put(resource, n.label() + " cannot be read"));
    }
  }

  /**
   * Whether a failure says something of one resource: a service refused or did not answer, a file
   * of the user is broken. One of credentials or of the way to AWS is everybody's.
   */
  static boolean concernsItAlone(RuntimeException e) {
    return e instanceof ResourceException
        || e instanceof ConfigException
        || (AwsErrors.isAnswer(e) && !AwsErrors.isOfCredentials(e));
  }

  /** The SDK's word for an interrupt, in Java's. */
  static <T> T cancellable(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      // However a client words it, a thread that was interrupted did not fail.
      if (!AwsErrors.isAbort(e) && !Thread.currentThread().isInterrupted()) {
        throw e;
      }
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
  }
}
