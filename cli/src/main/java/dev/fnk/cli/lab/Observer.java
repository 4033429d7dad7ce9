package dev.fnk.cli.lab;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.GraphExecutor;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceException;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;

/** Reads many resources at once, each after those it needs. */
final class Observer {
  private Observer() {}

  /**
   * @throws LabException one could not be read; the first in the order of the graph is named
   */
  static Known observe(Iterable<Resource<?>> resources) {
    return observe(resources, _ -> false, (_, _) -> {});
  }

  /**
   * @param dispensable those that count as absent if they cannot be read
   * @param unread is told of each of these
   */
  static Known observe(
      Iterable<Resource<?>> resources,
      Predicate<Resource<?>> dispensable,
      BiConsumer<Resource<?>, ResourceException> unread) {
    var known = new Known();
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
      if (outcomes.get(resource) instanceof GraphExecutor.Outcome.Failed<Resource<?>> f) {
        throw LabException.of(resource.label() + " cannot be read", f.cause());
      }
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
    return known;
  }

  static <A> void observe(Resource<A> resource, Known known) {
    known.put(resource, cancellable(() -> resource.observe(known)));
  }

  private static <A> void tryObserve(
      Resource<A> resource, Known known, BiConsumer<Resource<?>, ResourceException> unread) {
    try {
      observe(resource, known);
    } catch (ResourceException e) {
      known.put(resource, new Absent<>());
      unread.accept(resource, e);
    }
  }

  /** The SDK's word for an interrupt, in Java's. */
  static <T> T cancellable(Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      // However a client words it, a thread that was interrupted did not fail.
      if (!(e instanceof AbortedException) && !Thread.currentThread().isInterrupted()) {
        throw e;
      }
      Thread.currentThread().interrupt();
      var cancelled = new CancellationException("interrupted");
      cancelled.initCause(e);
      throw cancelled;
    }
  }
}
